/* SPDX-License-Identifier: Apache-2.0 */
/* The context of one request while its steps run. Lives in the exchange's arena. Registry pointers
 * (realm, client, caller) are valid until a step waits; the runner clears them then, and later
 * steps use the copies. */
#ifndef JT_SERVER_REQUEST_H
#define JT_SERVER_REQUEST_H

#include "codec/form.h"
#include "codec/json.h"
#include "server/clientauth/proof.h"
#include "server/executor.h"
#include "server/route.h"
#include "server/step.h"
#include "store/registry.h"

struct jt_server;
struct jt_thread;
struct jt_dry_run;

enum { JT_REJECTION_ID_TEXT = 22, JT_REFUSAL_DETAIL_MAX = 1000, JT_REFUSAL_ERRORS_MAX = 20 };

/* One fault of a body or query, for the errors of problem details. */
struct jt_refusal_error {
    jt_str pointer; /* JSON pointer into the body (RFC 6901), or the parameter's name */
    jt_str code;
    jt_str detail;
};

struct jt_refusal {
    const struct jt_reason *reason; /* NULL: not refused */
    jt_str detail;   /* added to the answer's text: ASCII, arena memory; empty: none */
    jt_str evidence; /* for the administrator alone */
    uint64_t also;   /* jt_reason_bit() of further causes that hold, for the administrator */
    struct jt_proof_facts facts; /* of the secret that was presented; zeros: none was proven */
    jt_str stage;                /* what is missing, for insufficient_scope */
    jt_str permission;
    int64_t retry_after_s;           /* 0: what the status implies */
    struct jt_refusal_error *errors; /* arena memory */
    size_t error_count;
    size_t error_room;
    size_t error_max;   /* 0: JT_REFUSAL_ERRORS_MAX */
    bool out_of_memory; /* there were faults, and no room for the first */
};

struct jt_request {
    struct jt_exchange *x;
    struct jt_server *server;
    struct jt_thread *thread;
    struct jt_dry_run *dry;       /* NULL: a real one; otherwise it leaves no trace: dry_run.h */
    const struct jt_route *route; /* NULL: none has this path */
    enum jt_route_family family;  /* how refusals are written; of the route when there is one */
    size_t route_index;           /* as jt_route_match counts */
    unsigned path_methods;        /* as jt_route_match has them; 0: no route has this path */
    jt_str path_values[JT_ROUTE_VALUES_MAX]; /* what stood at {…}, in order */

    uint64_t registry_faults; /* when it began */
    const struct jt_step *next_step;
    struct jt_trace trace;
    struct jt_refusal refusal;
    bool rejection_id_set;
    char rejection_id[JT_REJECTION_ID_TEXT + 1];

    const struct jt_registry_realm *realm; /* the path's realm; cleared by waiting */
    jt_uuid realm_key;

    /* token, introspection, revocation */
    struct jt_form form;
    struct jt_presented presented;
    const struct jt_registry_client *client; /* authenticated; cleared by waiting */
    const struct jt_registry_secret *secret; /* the one that was used; cleared by waiting */
    jt_uuid client_key;

    /* management API: the bearer's client */
    const struct jt_registry_client *caller; /* cleared by waiting */
    jt_uuid caller_key;
    jt_str caller_name;        /* copy */
    jt_str caller_id;          /* its client id; copy */
    struct jt_json *json;      /* the request's body, freed by the runner */
    void *api;                 /* what api/ keeps from step to step; arena memory */
    uint64_t expected_version; /* of If-Match; 0: none */

    /* a store call under way */
    struct jt_job job;
    enum jt_err job_err;
    void *job_data; /* arena memory of the endpoint */
    enum jt_err (*job_run)(struct jt_request *request);
    /* Before a write, when its turn has come; NULL: nothing to ask again. */
    enum jt_step_result (*check_again)(struct jt_request *request);
    enum jt_step_result checked_again;
};

/* A request over an exchange, in the exchange's arena; NULL without memory. x->app points to it. */
struct jt_request *jt_request_new(struct jt_server *server, struct jt_exchange *x);
/* Starts the steps, from request->next_step on; sends the response in the end. */
void jt_request_run(struct jt_request *request);
/* Refuses before any step ran, renders and sends. */
void jt_request_refuse_early(struct jt_request *request, enum jt_reason_id reason);
/* For steps: remembers why and returns JT_STEP_REFUSED. detail: arena or static, may be empty. */
enum jt_step_result jt_refuse(struct jt_request *request, enum jt_reason_id reason, jt_str detail);
/* Adds one fault to the errors of the refusal; beyond its error_max they are dropped. */
void jt_refuse_add(struct jt_request *request, jt_str pointer, jt_str code, jt_str detail);
/* For steps: submits work (run on the store thread; it reads request->job_data, and what it returns
 * becomes request->job_err) and returns JT_STEP_WAIT, or JT_STEP_FAULT when the queue is full. */
enum jt_step_result jt_request_wait(struct jt_request *request, enum jt_job_kind kind,
                                    enum jt_err (*run)(struct jt_request *request));
/* Before a step waits: what the registry gave may be gone when it goes on. */
void jt_request_forget(struct jt_request *request);
/* For write operations: the actor of this request, borrowed from it. */
struct jt_write jt_request_write(const struct jt_request *request);
/* Sets status, Content-Type and body of the response; returns JT_STEP_DONE. */
enum jt_step_result jt_respond_json(struct jt_request *request, int status, jt_str json);

#endif
