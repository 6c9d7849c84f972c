/* SPDX-License-Identifier: Apache-2.0 */
/* The rules: pure functions from facts to findings, one file for each kind of evidence. They never
 * see the network, and never show the secret. A rule that rests on a provider's words alone says
 * likely at most; certain wants structure (a status, a difference between two answers) or the word
 * of Jeton's own server. */
#ifndef JT_DOCTOR_RULES_H
#define JT_DOCTOR_RULES_H

#include "doctor/finding.h"

typedef void jt_doctor_rule(const struct jt_doctor_facts *facts, struct jt_findings *findings);

/* Of every provider. */
jt_doctor_rule jt_rules_told;      /* what Jeton's own server told */
jt_doctor_rule jt_rules_network;   /* names, connections, TLS, clock, proxies */
jt_doctor_rule jt_rules_place;     /* discovery, realms, endpoints */
jt_doctor_rule jt_rules_secret;    /* what the secret looks like */
jt_doctor_rule jt_rules_client;    /* what the client id looks like */
jt_doctor_rule jt_rules_command;   /* a pasted command */
jt_doctor_rule jt_rules_request;   /* forms of answers that have nothing to do with the client */
jt_doctor_rule jt_rules_method;    /* methods and encodings, by what differed */
jt_doctor_rule jt_rules_history;   /* what this secret did before */
jt_doctor_rule jt_rules_success;   /* the token, and what an API said to it */
jt_doctor_rule jt_rules_error;     /* OAuth's error codes by themselves */
jt_doctor_rule jt_rules_remaining; /* what is possible when nothing better is known */
jt_doctor_rule jt_rules_clock;     /* a clock that is off, which explains no refusal */

/* Of one provider each. */
jt_doctor_rule jt_rules_jeton;
jt_doctor_rule jt_rules_keycloak;
jt_doctor_rule jt_rules_entra;
jt_doctor_rule jt_rules_okta;
jt_doctor_rule jt_rules_auth0;
/* Of all whose words are known (words.def). */
jt_doctor_rule jt_rules_words;
/* What the words of the answer to a secret mean; JT_CAUSE_COUNT: nothing that is known. */
enum jt_cause_id jt_words_cause(const struct jt_doctor_answer *answer);

/* The pasted command is damaged, so that what it lacks is no second cause. */
bool jt_command_lost_its_data(const struct jt_findings *findings);
/* It takes something from a file, which is never read: what seems to lack may stand there. */
bool jt_command_names_a_file(const struct jt_doctor_facts *facts);

/* All of them, in order; then sorted. */
void jt_rules_apply(const struct jt_doctor_facts *facts, struct jt_findings *findings);

#endif
