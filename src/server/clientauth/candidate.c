/* SPDX-License-Identifier: Apache-2.0 */
/* The fixed list of disguises, and how each is undone. */
#include "server/clientauth/candidate.h"

#include "base/secret.h"
#include "codec/percent.h"
#include "model/api_client.h"
#include "server/clientauth/odd_chars.h"

/* Without "as presented", which is always there. */
static const unsigned recipes[JT_CANDIDATE_RECIPES - 1] = {
    JT_UNDO_PERCENT,
    JT_UNDO_PERCENT | JT_UNDO_PERCENT_TWICE,
    JT_UNDO_PLUS,
    JT_UNDO_PLUS | JT_UNDO_PERCENT,
    JT_UNDO_ENDS,
    JT_UNDO_PLUS | JT_UNDO_ENDS,
    JT_UNDO_ODD,
    JT_UNDO_PERCENT | JT_UNDO_ODD,
    JT_UNDO_PERCENT | JT_UNDO_PERCENT_TWICE | JT_UNDO_ODD,
    JT_UNDO_SWAP,
    JT_UNDO_SWAP | JT_UNDO_PERCENT,
    JT_UNDO_SWAP | JT_UNDO_ODD,
};

static bool same_secret(jt_str a, jt_str b)
{
    return a.len == b.len && jt_bytes_equal_secret(a.ptr, b.ptr, a.len);
}

void jt_candidates_read(const struct jt_presented *presented, struct jt_candidates *ret_candidates)
{
    ret_candidates->items[0] =
        (struct jt_candidate){.client_id = presented->client_id, .secret = presented->secret};
    ret_candidates->items[1] = (struct jt_candidate){.client_id = presented->client_id_raw,
                                                     .secret = presented->secret_raw,
                                                     .reading = 1,
                                                     .named_by = 1};
    bool has_second = presented->method == JT_AUTH_METHOD_BASIC &&
                      (!jt_str_equal(presented->client_id, presented->client_id_raw) ||
                       !same_secret(presented->secret, presented->secret_raw));
    ret_candidates->count = has_second ? 2 : 1;
}

/* Whole escapes are decoded, a % that begins none stays: whoever encodes by hand leaves some. */
static jt_str decode(char *to, jt_str text)
{
    size_t len = 0;
    for (size_t at = 0; at < text.len; len++) {
        int byte = jt_percent_byte(text, at);
        to[len] = byte < 0 ? text.ptr[at] : (char)byte;
        at += byte < 0 ? 1 : 3;
    }
    return jt_str_make(to, len);
}

static jt_str spaces_to_plus(char *to, jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        to[i] = text.ptr[i];
        if (to[i] == ' ') {
            to[i] = '+';
        }
    }
    return jt_str_make(to, text.len);
}

struct undoing {
    unsigned recipe;
    char *room;      /* as long as the text */
    bool changed;    /* by every step so far: or a shorter recipe made the same already */
    jt_str text;     /* so far */
    jt_str with_odd; /* before odd characters were taken away */
};

static bool has(const struct undoing *undoing, unsigned step)
{
    return (undoing->recipe & step) != 0;
}

static void undo_plus(struct undoing *undoing)
{
    undoing->changed &= jt_str_find_char(undoing->text, ' ') < undoing->text.len;
    undoing->text = spaces_to_plus(undoing->room, undoing->text);
}

/* In place: what is written never overtakes what is read. */
static void undo_percent(struct undoing *undoing)
{
    size_t len = undoing->text.len;
    undoing->text = decode(undoing->room, undoing->text);
    undoing->changed &= undoing->text.len != len;
}

static void undo_ends(struct undoing *undoing)
{
    undoing->with_odd = undoing->text;
    undoing->text = jt_odd_chars_trim(undoing->text);
    /* What is taken off the ends alone must leave some inside, or taking out all makes the same. */
    undoing->changed &= undoing->text.len != undoing->with_odd.len &&
                        (has(undoing, JT_UNDO_PLUS) || jt_odd_chars_inside(undoing->text));
}

static void undo_odd(struct undoing *undoing, char *room)
{
    undoing->with_odd = undoing->text;
    undoing->text = jt_str_make(room, jt_odd_chars_remove(undoing->with_odd, room));
    undoing->changed &= undoing->text.len != undoing->with_odd.len;
}

/* Spaces at the ends were never a +, so these go first there. JT_ERR_NOMEM. */
static enum jt_err undo(struct jt_arena *arena, jt_str text, struct undoing *undoing)
{
    undoing->text = text;
    undoing->changed = true;
    undoing->room = jt_arena_alloc(arena, 2 * text.len + 1);
    if (undoing->room == NULL) {
        return JT_ERR_NOMEM;
    }
    if (has(undoing, JT_UNDO_ENDS)) {
        undo_ends(undoing);
    }
    if (has(undoing, JT_UNDO_PLUS)) {
        undo_plus(undoing);
    }
    if (has(undoing, JT_UNDO_PERCENT)) {
        undo_percent(undoing);
    }
    if (has(undoing, JT_UNDO_PERCENT_TWICE)) {
        undo_percent(undoing);
    }
    if (has(undoing, JT_UNDO_ODD)) {
        undo_odd(undoing, undoing->room + text.len);
    }
    return JT_OK;
}

/* Both of exchanged ones are undone the same way; it is enough when that changes one. */
static enum jt_err cook(struct jt_arena *arena, unsigned recipe, const struct jt_candidate *read,
                        struct jt_candidate *ret_candidate, bool *ret_is_new)
{
    bool swap = (recipe & JT_UNDO_SWAP) != 0;
    struct undoing id = {.recipe = recipe, .text = read->client_id};
    struct undoing secret = {.recipe = recipe};
    JT_TRY(undo(arena, swap ? read->client_id : read->secret, &secret));
    if (swap) {
        JT_TRY(undo(arena, read->secret, &id));
    }
    *ret_candidate = (struct jt_candidate){.client_id = id.text,
                                           .secret = secret.text,
                                           .undone = recipe,
                                           .reading = read->reading,
                                           .with_odd = secret.with_odd};
    *ret_is_new = secret.changed || (swap && id.changed);
    return JT_OK;
}

static bool fits(const struct jt_candidate *as_read)
{
    return as_read->secret.len <= JT_CANDIDATE_BYTES_MAX &&
           as_read->client_id.len <= JT_CANDIDATE_BYTES_MAX;
}

/* Exchanging what is the same on both sides changes nothing. */
static bool is_worth(const struct jt_candidate *read, unsigned recipe)
{
    return fits(read) && !((recipe & JT_UNDO_SWAP) && same_secret(read->client_id, read->secret));
}

/* All recipes for one reading. */
static enum jt_err undo_one(struct jt_arena *arena, size_t reading,
                            struct jt_candidates *candidates)
{
    const struct jt_candidate *read = &candidates->items[reading];
    for (size_t i = 0; i < JT_CANDIDATE_RECIPES - 1; i++) {
        bool is_new = false;
        if (is_worth(read, recipes[i])) {
            struct jt_candidate *made = &candidates->items[candidates->count];
            JT_TRY(cook(arena, recipes[i], read, made, &is_new));
            made->named_by = recipes[i] & JT_UNDO_SWAP ? candidates->count : reading;
        }
        candidates->count += is_new;
    }
    return JT_OK;
}

enum jt_err jt_candidates_undo(struct jt_arena *arena, struct jt_candidates *candidates)
{
    size_t readings = candidates->count;
    for (size_t i = 0; i < readings; i++) {
        JT_TRY(undo_one(arena, i, candidates));
    }
    return JT_OK;
}
