/* SPDX-License-Identifier: Apache-2.0 */
/* An endpoint is an array of named steps. The runner records step, outcome and reason in a bounded
 * trace: explaining a refusal is reading it. */
#ifndef JT_SERVER_STEP_H
#define JT_SERVER_STEP_H

#include "oauth/reason.h"

struct jt_request;

enum jt_step_result {
    JT_STEP_NEXT,    /* go on */
    JT_STEP_DONE,    /* the response is ready to be sent */
    JT_STEP_REFUSED, /* request->refusal says why; the renderer answers */
    JT_STEP_FAULT,   /* a fault inside: 503 */
    JT_STEP_WAIT,    /* a job was submitted: go on with the next step when it is done */
};

struct jt_step {
    const char *name; /* "authenticate the client" */
    enum jt_step_result (*run)(struct jt_request *request);
};

/* Ends an array of steps. */
#define JT_STEPS_END                                                                               \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }

enum { JT_TRACE_MAX = 24 };

struct jt_trace {
    struct {
        const char *step;
        enum jt_step_result result;
    } entries[JT_TRACE_MAX];
    size_t count;
};

#endif
