/* SPDX-License-Identifier: Apache-2.0 */
/* Doubly linked lists whose links stand in the members: nothing is allocated, any member leaves at
 * any time. A link in no list points to itself. */
#ifndef JT_SERVER_HTTP_LINK_H
#define JT_SERVER_HTTP_LINK_H

#include <stdbool.h>
#include <stddef.h>

struct jt_link {
    struct jt_link *next;
    struct jt_link *previous;
};

/* The struct of type that holds link as member. */
#define JT_LINK_OF(link, type, member)                                                             \
    ((type *)(void *)((char *)(link)-offsetof(type, member))) // NOLINT

static inline void jt_link_init(struct jt_link *link)
{
    link->next = link->previous = link;
}

static inline bool jt_link_is_alone(const struct jt_link *link)
{
    return link->next == link;
}

static inline void jt_link_remove(struct jt_link *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    jt_link_init(link);
}

/* Appends to the list; link leaves the list where it was. */
static inline void jt_link_append(struct jt_link *list, struct jt_link *link)
{
    jt_link_remove(link);
    link->previous = list->previous;
    link->next = list;
    list->previous->next = link;
    list->previous = link;
}

/* Moves all members of from to the end of list. */
static inline void jt_link_move_all(struct jt_link *list, struct jt_link *from)
{
    while (!jt_link_is_alone(from)) {
        jt_link_append(list, from->next);
    }
}

#endif
