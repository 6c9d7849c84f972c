/* SPDX-License-Identifier: Apache-2.0 */
/* cds_lfht with one writer.
 *
 * The writer need not be a registered reader: nobody else removes nodes, and tables never shrink,
 * so what it walks over stays. Growing allocates inside liburcu, which ends the process when there
 * is no memory, as it would for its own resizing. */
#include "store/registry_table.h"

enum { FIRST_BUCKETS = 64 };

enum jt_err jt_table_init(struct jt_table *table)
{
    table->lfht = cds_lfht_new_flavor(FIRST_BUCKETS, FIRST_BUCKETS, 0, 0, &urcu_qsbr_flavor, NULL);
    table->buckets = FIRST_BUCKETS;
    return table->lfht ? JT_OK : JT_ERR_NOMEM;
}

void jt_table_clear(struct jt_table *table)
{
    if (table->lfht) {
        (void)cds_lfht_destroy(table->lfht, NULL);
    }
    *table = (struct jt_table){0};
}

struct cds_lfht_node *jt_table_find(const struct jt_table *table, uint64_t hash,
                                    cds_lfht_match_fct match, const void *key)
{
    struct cds_lfht_iter iter;
    cds_lfht_lookup(table->lfht, hash, match, key, &iter);
    return cds_lfht_iter_get_node(&iter);
}

struct cds_lfht_node *jt_table_put(struct jt_table *table, uint64_t hash, cds_lfht_match_fct match,
                                   const void *key, struct cds_lfht_node *node)
{
    JT_RCU_RELEASE(node);
    struct cds_lfht_node *old = cds_lfht_add_replace(table->lfht, hash, match, key, node);
    if (old) {
        return old;
    }
    table->count++;
    if (table->count > table->buckets) {
        table->buckets *= 2;
        cds_lfht_resize(table->lfht, table->buckets);
    }
    return NULL;
}

void jt_table_remove(struct jt_table *table, struct cds_lfht_node *node)
{
    if (cds_lfht_del(table->lfht, node) == 0) {
        table->count--;
    }
}

void jt_table_each(struct jt_table *table, void (*visit)(void *arg, struct cds_lfht_node *node),
                   void *arg)
{
    struct cds_lfht_iter iter;
    cds_lfht_first(table->lfht, &iter);
    struct cds_lfht_node *node = cds_lfht_iter_get_node(&iter);
    while (node) {
        cds_lfht_next(table->lfht, &iter);
        visit(arg, node);
        node = cds_lfht_iter_get_node(&iter);
    }
}
