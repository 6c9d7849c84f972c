/* SPDX-License-Identifier: Apache-2.0 */
/* One client's connection: reads requests one after the other, writes responses in that order.
 * connection.c: life; connection_input.c: requests; connection_output.c: responses. */
#ifndef JT_SERVER_HTTP_CONNECTION_H
#define JT_SERVER_HTTP_CONNECTION_H

#include "server/http/body_parse.h"
#include "server/http/loop.h"

struct jt_tls_stream;

enum jt_connection_state {
    JT_CONNECTION_HEAD,    /* between requests, or within a head */
    JT_CONNECTION_BODY,    /* the head is known, its body is coming */
    JT_CONNECTION_RUNNING, /* the application has the request */
    JT_CONNECTION_ENDING,  /* the last response was made; input is thrown away */
    JT_CONNECTION_CLOSED,  /* the handle is closing */
};

struct jt_connection {
    uv_tcp_t tcp;
    uv_write_t write_request;
    struct jt_loop *loop;
    int listener;
    struct jt_tls_stream *tls; /* NULL: plain */

    struct jt_link link;
    struct jt_link dirty_link;
    struct jt_link ready_link;
    struct jt_deadline deadline;

    enum jt_connection_state state;
    bool reading;
    bool writing;     /* a uv_write() is under way */
    bool processing;  /* within connection_input.c: jt_exchange_send() only takes note */
    bool input_ended; /* the client has sent everything */
    bool shutdown_sent;
    bool deadline_stale; /* a new request began: the same kind of deadline starts anew */
    bool exempt;         /* from the limit of its address: a trusted proxy when it came */
    bool body_in_input;  /* the body stays where it was read */
    bool had_request;    /* one was answered: waiting for the next one is being idle */
    bool output_blocked; /* too much output waits: go on once it is written */
    uint64_t turn;       /* of the loop, to which batch_count belongs */
    unsigned batch_count;
    size_t write_left; /* when the write deadline was armed */

    struct jt_input *input;
    struct jt_exchange_slot *slot; /* the request being read, or with the application */
    struct jt_request_parse parse;
    struct jt_body_parse body_parse;
    size_t body_at; /* where the body begins in input */
    size_t body_max;

    struct jt_buf output;  /* to be written in this turn */
    struct jt_buf written; /* belongs to the uv_write() under way */

    struct jt_address peer;
    char peer_text[JT_ADDRESS_TEXT];
};

/* Takes over fd, also when it fails. */
void jt_connection_open(struct jt_loop *loop, int listener, int fd, const struct jt_address *peer);
/* At once, whatever is under way; an exchange with the application lives on without it. */
void jt_connection_close(struct jt_connection *connection);
/* Its deadline has passed. */
void jt_connection_expire(struct jt_connection *connection, enum jt_deadline_kind kind);
/* Decides what to wait for next: reading, deadline, closing. Last thing after any change. */
void jt_connection_settle(struct jt_connection *connection);

/* Looks at the input: parses, hands over, until more is needed or the batch is full. */
void jt_connection_process(struct jt_connection *connection);
/* Answers without the application and ends the connection. */
void jt_connection_refuse(struct jt_connection *connection, int status, const char *why);
/* The application answers with status and the connection ends: 408 and the like. */
void jt_connection_refuse_request(struct jt_connection *connection, int status);
/* Fills the exchange of a head that was just read. False: no memory or no random numbers. */
bool jt_connection_begin_exchange(struct jt_connection *connection);
/* Sets the exchange's peer_address. False: a trusted proxy sent a malformed header. */
bool jt_connection_find_client(struct jt_connection *connection);
/* Gives the input buffer back if nothing is in it. */
void jt_connection_input_tidy(struct jt_connection *connection);

/* Output is to be written at the end of the turn. */
void jt_connection_mark_dirty(struct jt_connection *connection);
/* The output buffer, taken from the pool if there is none. */
struct jt_buf *jt_connection_output(struct jt_connection *connection);
void jt_connection_flush(struct jt_connection *connection);
/* Bytes that the client has not taken yet. */
size_t jt_connection_output_waiting(const struct jt_connection *connection);

#endif
