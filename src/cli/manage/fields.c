/* SPDX-License-Identifier: Apache-2.0 */
/* From options to the members of a request's body. */
#include "cli/manage/granting.h"
#include "cli/manage/verbs.h"

#include <string.h>

static enum jt_err no_value(const char *text, const char *what, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "\"%s\" is not %s.", text, what);
    return JT_ERR_ARG;
}

static enum jt_err write_number(const char *member, const char *text, struct jt_json_writer *w,
                                struct jt_trouble *trouble)
{
    uint64_t value = 0;
    if (!jt_str_to_u64(jt_str_from_c(text), &value) || value > INT32_MAX) {
        return no_value(text, "a number", trouble);
    }
    jt_json_member_integer(w, member, (int64_t)value);
    return JT_OK;
}

static enum jt_err write_bool(const char *member, const char *text, struct jt_json_writer *w,
                              struct jt_trouble *trouble)
{
    bool is_true = strcmp(text, "true") == 0;
    if (!is_true && strcmp(text, "false") != 0) {
        return no_value(text, "true or false", trouble);
    }
    jt_json_member_bool(w, member, is_true);
    return JT_OK;
}

static void write_list(const char *member, const struct jt_option_list *list,
                       struct jt_json_writer *w)
{
    if (list->count == 0) {
        return;
    }
    jt_json_name(w, member);
    jt_json_array_begin(w);
    for (size_t i = 0; i < list->count; i++) {
        jt_json_write_string(w, jt_str_from_c(list->at[i]));
    }
    jt_json_array_end(w);
}

static enum jt_err write_grants(const char *member, const struct jt_options *options,
                                struct jt_json_writer *w, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_granting_clear) struct jt_granting granting = {.items = NULL};
    if (options->permissions.count == 0) {
        return JT_OK;
    }
    JT_TRY(jt_granting_new(&granting));
    JT_TRY(jt_granting_add(&granting, &options->permissions, jt_str_from_c(options->api), trouble));
    jt_json_name(w, member);
    jt_granting_write(&granting, w);
    return JT_OK;
}

static void write_defined(const struct jt_option_list *list, bool per_stage,
                          struct jt_json_writer *w)
{
    for (size_t i = 0; i < list->count; i++) {
        jt_json_object_begin(w);
        jt_json_member_string(w, "name", jt_str_from_c(list->at[i]));
        jt_json_member_bool(w, "perStage", per_stage);
        jt_json_object_end(w);
    }
}

static void write_defines(const char *member, const struct jt_options *options,
                          struct jt_json_writer *w)
{
    if (options->defines.count || options->defines_per_stage.count) {
        jt_json_name(w, member);
        jt_json_array_begin(w);
        write_defined(&options->defines, false, w);
        write_defined(&options->defines_per_stage, true, w);
        jt_json_array_end(w);
    }
}

static enum jt_err write_scalar(const struct jt_kind_field *field, const char *text,
                                struct jt_json_writer *w, struct jt_trouble *trouble)
{
    if (text == NULL) {
        return JT_OK;
    }
    if (field->type == JT_FIELD_INTEGER) {
        return write_number(field->member, text, w, trouble);
    }
    if (field->type == JT_FIELD_BOOL) {
        return write_bool(field->member, text, w, trouble);
    }
    jt_json_member_string(w, field->member, jt_str_from_c(text));
    return JT_OK;
}

static enum jt_err write_field(const struct jt_kind_field *field, const struct jt_options *options,
                               const char *first, struct jt_json_writer *w,
                               struct jt_trouble *trouble)
{
    bool is_nowhere = field->offset == JT_FIELD_NOWHERE;
    const void *at = (const char *)options + (is_nowhere ? 0 : field->offset);
    switch (field->type) {
    case JT_FIELD_LIST:
        write_list(field->member, at, w);
        return JT_OK;
    case JT_FIELD_GRANTS:
        return write_grants(field->member, options, w, trouble);
    case JT_FIELD_DEFINES:
        write_defines(field->member, options, w);
        return JT_OK;
    case JT_FIELD_TEXT:
    case JT_FIELD_INTEGER:
    case JT_FIELD_BOOL:
        break;
    }
    const char *text = is_nowhere ? NULL : *(const char *const *)at;
    return write_scalar(field, first ? first : text, w, trouble);
}

enum jt_err jt_verb_write_fields(const struct jt_manage *manage, const struct jt_kind *kind,
                                 const char *first, struct jt_json_writer *w,
                                 struct jt_trouble *trouble)
{
    const struct jt_options *options = &manage->cli->options;
    for (const struct jt_kind_field *field = kind->fields; field->member; field++) {
        bool is_first = first && strcmp(field->member, kind->first) == 0;
        JT_TRY(write_field(field, options, is_first ? first : NULL, w, trouble));
    }
    return JT_OK;
}
