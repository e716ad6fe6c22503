"""The command line: the one place that reads options and prints.

main            the list of commands, loaded when used; errors as one line and an exit status
language        the language of a run: --lang, POLICYDIFF_LANG, settings, locale; help in it
commands        one module a command; `dedupe_corpus` is dedupe of many documents
dedupe_options  the options of dedupe, for one document or many, and the values that they become
relation_option  the option --relation, and the orders of results
pipeline_options  the options of dedupe for pipelines
side_places     the files that dedupe writes beside the result of a corpus
held            what a corpus is compared with before it is written
check_options   the options of check and baseline
path_options    the options that choose files below folders
check_output    how check prints its result
rule_page       the page of the documentation on a rule
watching        a command that runs again when a file changes
agents          a server for agents and editors over an index
bills           the option --bill of compare
compare_options  the options of compare, and which go together
compare_output  how compare shows two documents
compare_many    compare of two folders, and of more than two editions
revised_file    the result of compare as a file with tracked changes
common_settings  settings that are the defaults of options of many commands
output_format   the format that the suffix of an output file names
completion      completion in a shell
man_pages       the manual pages, made from the help
memory          memory that large documents leave free
columns         columns of a terminal
help            help in Chinese, wrapped by cells
terminal        pager and links of a terminal
output          options and streams that commands share
progress        progress of a long run, and how it is interrupted
"""
