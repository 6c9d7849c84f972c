/* SPDX-License-Identifier: Apache-2.0 */
/* Off the loops: one thread writes to the store, one reads from it, one computes what takes its
 * time and asks no store, each with a bounded queue. A job runs there and is then handed back to
 * the loop it came from. */
#ifndef JT_SERVER_EXECUTOR_H
#define JT_SERVER_EXECUTOR_H

#include "base/err.h"
#include "server/http/server.h"

struct jt_executor;

enum jt_job_kind { JT_JOB_READ, JT_JOB_WRITE, JT_JOB_COMPUTE };
enum { JT_JOB_KINDS = 3 };

struct jt_job {
    void (*run)(struct jt_job *job);  /* on the job's thread */
    void (*done)(struct jt_job *job); /* back on loop; on the store thread when loop is NULL */
    struct jt_loop *loop;
    struct jt_loop_task task; /* for the executor */
    struct jt_job *next;      /* for the executor */
};

enum { JT_EXECUTOR_QUEUE_MAX = 4096 };

JT_MUST_USE enum jt_err jt_executor_new(struct jt_executor **ret_executor);
/* JT_ERR_UNAVAILABLE when the queue is full or the executor stops: answer 503. */
JT_MUST_USE enum jt_err jt_executor_submit(struct jt_executor *executor, enum jt_job_kind kind,
                                           struct jt_job *job);
/* Runs what is queued, then joins. */
void jt_executor_stop(struct jt_executor *executor);
void jt_executor_free(struct jt_executor *executor);

#endif
