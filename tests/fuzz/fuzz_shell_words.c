/* SPDX-License-Identifier: Apache-2.0 */
/* Shell words: whatever is pasted ends, within its limits; places lie inside the input; a word that
 * is quoted again comes back as it was. */
#include "codec/shell_words.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

static void check(const struct jt_shell_command *command, jt_str input)
{
    require(command->word_count <= JT_SHELL_WORDS_MAX);
    require(command->finding_count <= JT_SHELL_FINDINGS_MAX);
    require(command->end <= input.len);
    for (size_t i = 0; i < command->word_count; i++) {
        require(command->words[i].offset < input.len);
        require(command->words[i].text.len <= input.len);
    }
    for (size_t i = 0; i < command->finding_count; i++) {
        size_t line;
        size_t column;
        require(command->findings[i].offset <= input.len);
        jt_shell_place(input, command->findings[i].offset, &line, &column);
        require(line >= 1 && column >= 1);
    }
}

static void check_round_trip(struct jt_arena *arena, jt_str word, struct jt_shell_command *room)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_SHELL_INPUT_MAX);
    jt_shell_quote(&buf, word);
    if (jt_buf_check(&buf) != JT_OK || jt_str_find_char(word, '^') < word.len) {
        return; /* a ^ may make it look like Windows' */
    }
    require(jt_shell_split(arena, jt_buf_str(&buf), 0, room) == JT_OK);
    require(room->word_count == 1 && jt_str_equal(room->words[0].text, word));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = 64 << 20};
    static struct jt_shell_command command;
    static struct jt_shell_command room;
    jt_str input = jt_str_make((const char *)data, size);
    size_t offset = 0;
    for (int i = 0; i < 16; i++) {
        if (jt_shell_split(&arena, input, offset, &command) != JT_OK) {
            return 0;
        }
        check(&command, input);
        require(command.end > offset || command.word_count == 0);
        if (command.word_count == 0) {
            require(command.end == input.len);
            return 0;
        }
        check_round_trip(&arena, command.words[0].text, &room);
        offset = command.end;
    }
    return 0;
}
