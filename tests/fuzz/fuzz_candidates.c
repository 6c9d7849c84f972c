/* SPDX-License-Identifier: Apache-2.0 */
/* Disguises of a secret: first byte the method, then id and secret as form-decoded and as raw,
 * separated by 0xff. The list is bounded, comes out the same each time, and no candidate is longer
 * than what was presented. */
#include "base/secret.h"
#include "codec/utf8.h"
#include "model/api_client.h"
#include "server/clientauth/candidate.h"
#include "server/clientauth/odd_chars.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

static struct jt_presented read_input(jt_str rest)
{
    struct jt_presented presented = {.method = JT_AUTH_METHOD_POST};
    if (rest.len > 0 && rest.ptr[0] & 1) {
        presented.method = JT_AUTH_METHOD_BASIC;
    }
    rest = jt_str_from(rest, 1);
    jt_str *const parts[] = {&presented.client_id, &presented.secret, &presented.client_id_raw,
                             &presented.secret_raw};
    for (size_t i = 0; i < 4; i++) {
        (void)jt_str_next(&rest, '\xff', parts[i]);
    }
    return presented;
}

static size_t longest(const struct jt_presented *presented)
{
    const size_t lens[] = {presented->client_id.len, presented->secret.len,
                           presented->client_id_raw.len, presented->secret_raw.len};
    size_t most = 0;
    for (size_t i = 0; i < 4; i++) {
        most = lens[i] > most ? lens[i] : most;
    }
    return most;
}

/* Whatever is taken out is counted, and nothing odd is left at the ends. */
static void check_odd(jt_str text)
{
    struct jt_odd_chars odd;
    JT_CLEAN(jt_buf_clear) struct jt_buf words = {0};
    char *room = malloc(text.len + 1);
    require(room != NULL);
    size_t len = jt_odd_chars_remove(text, room);
    jt_str rest = jt_str_make(room, len);
    jt_odd_chars_list(text, false, &odd);
    require(len <= text.len && (odd.count == 0) == (len == text.len));
    /* What is no UTF-8 may become some when bytes between its parts go. */
    require(!jt_utf8_is_valid(text) || !jt_odd_chars_inside(rest));
    jt_odd_chars_write(&words, &odd);
    require(jt_buf_check(&words) == JT_OK && words.len < 512);
    free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    struct jt_presented presented = read_input(jt_str_make((const char *)data, size));
    struct jt_candidates first;
    struct jt_candidates second;
    jt_candidates_read(&presented, &first);
    jt_candidates_read(&presented, &second);
    size_t readings = first.count;
    require(readings >= 1 && readings <= JT_CANDIDATE_READINGS);
    require(jt_candidates_undo(&arena, &first) == JT_OK);
    require(jt_candidates_undo(&arena, &second) == JT_OK);
    require(first.count == second.count && first.count <= JT_CANDIDATES_MAX);
    for (size_t i = 0; i < first.count; i++) {
        const struct jt_candidate *one = &first.items[i];
        require((one->undone == 0) == (i < readings));
        require(one->secret.len <= longest(&presented));
        require(one->client_id.len <= longest(&presented));
        require(jt_str_equal(one->client_id, second.items[i].client_id));
        require(
            one->secret.len == second.items[i].secret.len &&
            jt_bytes_equal_secret(one->secret.ptr, second.items[i].secret.ptr, one->secret.len));
    }
    check_odd(presented.secret);
    return 0;
}
