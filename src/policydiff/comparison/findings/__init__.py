"""What the changes of a comparison mean: numbers, deadlines, duties, agencies, penalties, references, terms, marks.

Facts are extracted from the text of both sides, whichever script each is written in.

collect            all findings of a comparison, in the order in which to read them
changed_units      the units whose wording changed; pieces of a split or merged one together
outside_text       paragraphs outside the units, taken as further units
sentence_pairs     which new sentence corresponds to which old one
latin_text         whether text is in Latin letters, and its words
line_wraps         text without the line ends that only a page's width made, its HTML entities read
fact_pairs         which fact became which
standing           whether words stand in the other text
standing_clauses   where the other text has a clause in other words
reworded_sentences sentences that stand there in other words, or under another label
renumbered_sentences sentences in which only the numbers of references changed
one_sided          text that only one side has: a finding that still knows its clauses
quantities         numbers, money, dates, deadlines, cited documents
equal_figures      figures that stand with the same value in another sentence
figure_contexts    whether two figures stand in one rule, and whether the other text has one in similar words
standing_figures   the place at which the other text has a figure in the same rule
figure_names       what a changed figure is called
table_rows         the rows of tables, and facts in corresponding cells
kept_figures       figures that the other side has near their place, or says of something else
targets            aims and deadlines of plans and duties, and whether a change makes them easier to meet
eased_bounds       bounds of duties, and whether a change makes them easier to keep
amount_notes       how an amount or a time changed: up, +2, longer, lower bound dropped
agencies           bodies: one in place of another, one that joined or left a list
body_lists         lists of bodies, read whole
body_roles         what part bodies have in their sentences, and what they do
body_partners      whether two sentences in which bodies act are about one act
body_sentences     the sentences that name a body, and which of them are alike
named_parts        whoever stands at a place that names a part: 牵头单位：甲, 由甲办理
penalties          fines and sanctions, for whom and in which case
penalty_partners   penalties that went to another article, with another amount
standing_orders    where the other text has an order in other words
offences           for what a penalty is imposed, and how much alike two offences are
obligations        what must, may and must not be done: stronger and weaker words
modal_changes      one modal word in place of another, or gone while its words remain
exchanged_modals   one modal word in place of another that stands apart from the act
one_sided_duties   duties, prohibitions and permissions that came or went
changed_bounds     duties that the other text has with another figure alone
bearers            who bears a cost
bodies_elsewhere   whether the other text has a body in another sentence
body_definitions   one authority by the definitions of two laws
listed_acts        pieces of a list under a modal word that came or went
duty_phrases       what a modal word governs
shifts             exchanged words that change the meaning
sentence_shifts    a check in place of a notice, and exceptions: what no single change shows
references         cross references, including stale ones
reference_reading  the references of a text: what each names, and in which document
reference_matching which old reference a new one was
reference_targets  which units a reference names, and which number they have now
article_parts      the paragraphs and items of an article
reference_levels   which paragraphs and items references name, and which of the new text each became
moved_parts        paragraphs and items that stand in another article now
reference_wording  the words round references: do they fit what is named
reference_notes    the findings on references in words
cited_articles     articles of other documents that are cited, and documents cited by their bare names
numbered_sections  references to decimal sections in Latin text
cited_documents    whether the other text cites a document, too
standing_quotes    quotations that do not stand in the other text
term_borders       where the words begin and end of which a term consists
front_matter       values of front matter: dates, and whether the document is in force
paired_marks       pairs of punctuation marks that were added or dropped together
marks              punctuation marks that changed
terms              terms, regional synonyms
whole_sentences    sentences that were removed or added
"""
