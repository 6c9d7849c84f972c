/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of API clients, people, circles, stages, realms and APIs, each made inside the
 * transaction to what is stored at that moment: what a change means is the business of whoever
 * passes it in. */
#ifndef JT_STORE_CHANGES_H
#define JT_STORE_CHANGES_H

#include "base/arena.h"
#include "model/api_client.h"
#include "model/circle.h"
#include "model/realm.h"
#include "model/user.h"

/* A change of one API client, made inside the transaction to what is stored at that moment. */
struct jt_api_client_change {
    jt_uuid key;
    jt_uuid realm; /* a client of another realm is not found */
    jt_str action; /* of the audit event: "api_client.suspend" */
    /* Changes client, whose arrays it replaces by others in arena and never writes into, and raises
     * client->version when there is something to store. others_manage: is there another client that
     * may manage clients at this moment (jt_api_client_manages)? Any error ends the change and
     * comes out; JT_ERR_REFUSED is a no of the rule itself, which arg knows more of. */
    enum jt_err (*apply)(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                         bool others_manage);
    void *arg;
};

/* A change of one user, made inside the transaction to what is stored at that moment. */
struct jt_user_change {
    jt_uuid key;
    jt_uuid realm;
    bool deletes; /* apply may refuse it; what it changes is of no account */
    /* Changes user, with texts in arena, and raises user->version when there is something to store.
     * Any error ends the change and comes out; JT_ERR_REFUSED is a no of the rule itself, which arg
     * knows more of. */
    enum jt_err (*apply)(void *arg, struct jt_arena *arena, struct jt_user *user);
    void *arg;
};

/* Where a circle stands. */
struct jt_circle_place {
    enum jt_circle_kind kind;
    jt_uuid realm;
};
struct jt_circle_list {
    struct jt_circle *items;
    size_t count;
    uint64_t total;
};
/* As for a user. */
struct jt_circle_change {
    struct jt_circle_place place;
    jt_uuid key;
    bool deletes;
    enum jt_err (*apply)(void *arg, struct jt_arena *arena, struct jt_circle *circle);
    void *arg;
};
/* A user, perhaps of another realm than the circle, comes or goes. */
struct jt_membership {
    struct jt_circle_place place;
    jt_uuid circle;
    jt_uuid user_realm;
    jt_uuid user;
    const struct jt_grants *most; /* NULL, or what an organization role may hold at most */
};

/* As for a user; slug and realm stay. */
struct jt_stage_change {
    jt_str slug;
    enum jt_err (*apply)(void *arg, struct jt_arena *arena, struct jt_stage *stage);
    void *arg;
};
/* As for a user; hosts may be another array. */
struct jt_realm_change {
    jt_uuid key;
    enum jt_err (*apply)(void *arg, struct jt_arena *arena, struct jt_realm *realm);
    void *arg;
};
/* As for a user. Of permissions those without id are new ones, and those that apply leaves out are
 * gone for ever. */
struct jt_api_change {
    jt_uuid key;
    bool deletes;
    enum jt_err (*apply)(void *arg, struct jt_arena *arena, struct jt_api_whole *api);
    void *arg;
};

#endif
