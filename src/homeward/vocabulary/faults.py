"""The catalogue of faults: every code, what it means and what to do next.

A code never changes meaning and is never used again for another. The reference page
`docs/reference/faults.md` is generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One lasting code.

    Attributes
    ----------
    code
        `HW-` and a letter for the room: F files, R rows and cells, P plans, E the
        store, K keys, J whole jobs, L release, D disclosure across releases, S synthetic data,
        M the smaller sample, A the audit trail, who may do what and purging, N findings.
    title
        One line saying what is wrong.
    do
        What the person does next. A sentence or two, complete in itself.
    exit_code
        Exit code of a command that ends with it; 0 for faults that end no command
        (a row or a cell set aside, a finding refused).
    """

    code: str
    title: str
    do: str
    exit_code: int = 0


def _catalogue(*faults: Fault) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    for fault in faults:
        if fault.code in found:
            raise ValueError(f"{fault.code} is declared twice")
        found[fault.code] = fault
    return found


#: Exit codes of every command, by meaning. 1 is left to Python, 2 to usage errors.
EXIT_CODES: dict[int, str] = {
    0: "done",
    2: "the command line could not be understood",
    3: "done, but rows were set aside and --strict was asked for",
    10: "the input folder or a file in it could not be used",
    11: "the plan could not be used",
    12: "no usable row was left",
    13: "the output folder could not be used, or another run holds it",
    14: "a synthetic profile or setting could not be used",
    15: "a bundle or result file could not be read",
    16: "the installation is incomplete (see `homeward doctor`)",
    17: "the rule or the sheet of a smaller sample could not be used",
    18: "a mended quarantine file could not be taken back",
    19: "the key is missing or wrong, or what it opens was changed",
    21: "a release was refused, or what was released gives a hidden number away",
    20: "an unexpected fault: a defect in Homeward; nothing published was changed",
    30: "the ledger or the audit trail is not whole, or could not be opened",
    31: "whoever asked may not do what was asked",
    33: "the purge was not made, or is not complete",
    130: "interrupted; run the same command again to go on from the last finished step",
}

FILES = (
    Fault("HW-F001", "The input folder does not exist or is not a folder", "Check the path and run the command again.", 10),
    Fault("HW-F002", "The input folder holds no extract", "Put the extract (.csv, .txt, .tsv, .xlsx, .xls, .xlsb, .ods, .xml or .parquet) in the folder, unpacked, and run again.", 10),
    Fault("HW-F003", "The file is empty", "Export it again from the source system, or take it out of the folder.", 10),
    Fault("HW-F004", "The file is not what its name says", "Open it in the program that made it, save it as CSV or .xlsx, and run again.", 10),
    Fault("HW-F005", "The file could not be read to its end", "It may be cut short or damaged: export it again and run again.", 10),
    Fault("HW-F006", "The text encoding could not be told", "Save the file as UTF-8, or set `encoding` for this file in study.toml.", 10),
    Fault("HW-F007", "No header line was found", "Set `header_row` for this file in study.toml to the line that holds the column names.", 10),
    Fault("HW-F008", "The workbook is macro-enabled or locked with a password", "Save a copy as a plain .xlsx without macros or password, and run again.", 10),
    Fault("HW-F009", "The file unpacks to more than it may", "Check where it came from. If it is sound, save it as CSV and run again.", 10),
    Fault("HW-F041", "The XML file is not whole", "It is cut short or breaks the rules of XML: export the return again and run again.", 10),
    Fault("HW-F042", "The XML file declares a document type", "A return declares none, and one can make a small file unfold without end. Export it again; if it stays, take the lines that begin with <!DOCTYPE out.", 10),
    Fault("HW-F043", "The XML file is larger or deeper than a return can be", "Check where it came from, and export the return again.", 10),
    Fault("HW-F010", "A line or cell is longer than any record can be", "Export the file again; check its delimiter and quotation marks.", 10),
    Fault("HW-F050", "The file takes more memory or time than any extract should", "Save the sheet that holds the records as CSV, without blank rows and columns around it, and run again.", 10),
    Fault("HW-F051", "The file has more columns than any extract can have", "Check its delimiter; or export only the columns that are needed, and run again.", 10),
    Fault("HW-F052", "The workbook has more sheets than can be looked through", "Save the sheets that hold records in a workbook of their own, and run again.", 10),
    Fault("HW-F053", "The file declares a document type or entities of its own", "Export it again from the source system: no extract needs them, and they can be used to do harm.", 10),
    Fault("HW-F054", "The archive names parts outside itself", "Open the file in the program that made it, save it again, and run again; if you do not know where it came from, ask before you open it.", 10),
    Fault("HW-F055", "The name of a file or folder cannot be used", "Rename it with letters, digits, spaces, dots and hyphens, and run again.", 10),
    Fault("HW-F056", "What stands under the name of an extract is no file of the input folder", "Put the file itself there, in place of a link to it or of whatever else has that name, and run again.", 10),
    Fault("HW-F057", "Quotation marks are opened on many lines and never closed", "Export the file again with the cells that hold quotation marks in quotation marks, or as .xlsx, and run again.", 10),
)

ROWS = (
    Fault("HW-R001", "A cell that every row must have is blank", "Mend the extract, or map another column in study.toml; then run again."),
    Fault("HW-R002", "A cell could not be read as a time", "Mend the cell, or set the column's `format` in study.toml; then run again."),
    Fault("HW-R003", "A cell could not be read as a date", "Mend the cell, or set the column's `format` in study.toml; then run again."),
    Fault("HW-R004", "A cell could not be read as a number", "Mend the cell and run again."),
    Fault("HW-R005", "A number lies outside what is possible", "Check the cell in the source system, mend it and run again."),
    Fault("HW-R006", "The row has more or fewer cells than the header", "Check the delimiter and quotation marks on that line, mend it and run again."),
    Fault("HW-R007", "A time lies outside what is possible", "Dates such as 1899, 1900 and 1970 often stand for `never`: blank the cell, or mend it, and run again."),
    Fault("HW-R008", "A date and a time of day in two columns do not agree on being filled", "Fill both or leave both blank; a date alone is read as a date with no time of day."),
    Fault("HW-R014", "A word is not in the vocabulary", "Teach your force's spelling under `words` in study.toml, or mend the cell; then run again."),
    Fault("HW-R021", "The child was found, returned or the report was closed before the report was made", "Check both times in the source system, mend the row and run again."),
    Fault("HW-R022", "The child was last seen after the report was made", "Check both times in the source system, mend the row and run again."),
    Fault("HW-R023", "A spell ends before it starts", "Check both dates in the source system, mend the row and run again."),
    Fault("HW-R031", "Two rows share a reference and disagree", "Decide which row is right and write `leave out` as the `fate` of the other in its quarantine file, then `homeward mend` it; or, where a later file puts an earlier one right, set `repeated = \"later_file\"` in study.toml."),
    Fault("HW-R041", "The row lies outside the study window", "Nothing, if the window is right; else change `window` in study.toml."),
    Fault("HW-R042", "The person is not a child in this study's terms", "Nothing, if `age_below` in study.toml is right."),
    Fault("HW-R051", "A later return tells of this spell or child again, and otherwise", "Nothing, if the later return is right: it is used, and this row is kept here. If it is not, mend it, or change `as_at` in study.toml."),
    Fault("HW-R052", "Two spells of one child overlap", "Both are used. Check their dates in the source system: a child is in one place at a time."),
    Fault("HW-R053", "A spell without an end is followed by another", "Both are used. Find out when the first ended, and mend it in the source system."),
    Fault("HW-R054", "Two spells of one child begin on the same day and differ", "Both are used. Decide which is right and take the other out, or mend its dates."),
    Fault("HW-R055", "The child was missing or away outside any episode of care", "It is used. Check its dates against the episodes, or supply the return that holds the episode."),
    Fault("HW-R056", "A spell that was open in one return is not in the next", "It is used, as open. Find out whether it ended, or began on another day than was first returned."),
    Fault("HW-R057", "The child stands in this table and in no list of children", "The row is used. Supply the header of its return, or check the child's reference."),
    Fault("HW-R058", "A later return leaves blank what an earlier one says", "Nothing, if the earlier return is right: its value is kept. If nobody knows it any more, blank it in the earlier return as well."),
    Fault("HW-R044", "A person decided to leave the row out", "Nothing: who decided it, when and why is in the history of mends."),
    Fault("HW-R043", "The row is a total or a note, not a record", "Nothing: it is counted and kept aside."),
)

PLANS = (
    Fault("HW-P001", "There is no plan", "Run `homeward plan EXTRACTS --out study.toml`, read it, and run again with `--plan study.toml`.", 11),
    Fault("HW-P002", "The plan is not valid TOML", "Mend the line named and run again.", 11),
    Fault("HW-P003", "The plan holds a key that Homeward does not know", "Check its spelling against docs/reference/plan.md.", 11),
    Fault("HW-P004", "The plan names a file that is not in the input folder", "Put the file there, or take its dataset out of the plan.", 11),
    Fault("HW-P005", "The plan names a column that is not in the file", "Check the name against the file's header line, or run `homeward plan` again.", 11),
    Fault("HW-P006", "The plan leaves a needed column undecided", "Decide it under `columns` in study.toml; the plan's `questions` say what is unsure.", 11),
    Fault("HW-P007", "The plan maps no incident table", "At least one dataset must have `table = \"incidents\"`. If no file has one row for each report, docs/how-to/reshape-an-extract.md says how to make one.", 11),
    Fault("HW-P008", "A value in the plan cannot be used", "Mend it; docs/reference/plan.md says what is permitted.", 11),
    Fault("HW-P009", "The plan is of a later version than this Homeward", "Install the version of Homeward that wrote it, or run `homeward plan` again.", 11),
    Fault("HW-P010", "A file in the input folder is not in the plan", "Add it as a dataset, or list it under `ignored_files`, so that nothing is left out unseen.", 11),
    Fault("HW-P011", "The plan already exists", "Choose another name with `--out`, or say `--overwrite`. For the next extract of the same kind, give the earlier study to `--after` and another name to `--out`: what it knew is kept.", 11),
    Fault("HW-P012", "A sheet of a workbook is neither used nor ignored", "It has the same header as a sheet that is used: add a [[dataset]] with its `sheet`, or list it under `ignored_files` as \"file.xlsx#Sheet name\".", 11),
    Fault("HW-P020", "A dataset does not say under what law, for what and for how long it is held", "Ask your data-protection officer and answer under [governance], or [dataset.governance], in study.toml; the choices are explained there. Only made-up extracts need no answer.", 11),
    Fault("HW-P021", "The last day on which a dataset may be held has passed", "Delete the records, and take what was made of them out of the folder with `homeward purge OUT --expired --why TEXT`; or, if a review has decided that they may be held longer, set `keep_until` in study.toml to the day it decided, and run again.", 11),
    Fault("HW-P022", "The last day on which a dataset may be held is near", "Plan its deletion or its review: after that day the study is refused."),
    Fault("HW-P023", "Part 3 of the Data Protection Act 2018 is claimed for a body that is seldom a competent authority", "Check `agency` and `regime` with your data-protection officer: records that a charity or a home supplied are seldom under Part 3."),
    Fault("HW-P024", "A question about a change, or about references that do not agree, is not answered", "Look at what the [[question]] says. If it is right as it is, say so in its `answer`; if not, mend the mapping or the extract.", 11),
    Fault("HW-P025", "The extract differs from the one before it", "Run `homeward plan EXTRACTS --after OUT` to see each change as a question, and settle it before you use a number that it touches."),
    Fault("HW-P026", "Two files in the folder are the same, byte for byte", "Take one away, or list it under `ignored_files`.", 11),
    Fault("HW-P027", "A file was taken in before", "Check that the new extract was put in the folder, and not last time's under another name."),
    Fault("HW-P028", "The earlier study cannot be used", "Give the output folder of an earlier run, or its study.toml, to `--after`.", 11),
    Fault("HW-P029", "There is no such table", "Give names of tables as docs/reference/tables.md lists them, or none for every table.", 11),
    Fault("HW-P030", "A template is there already", "Choose another folder with `--out`, or say `--overwrite`: a template that was filled in is never written over unasked.", 11),
    Fault("HW-P031", "The file is not a quarantine file", "Give a file such as 001_rows.csv from OUT/protected/quarantine, with its headings as they were.", 18),
    Fault("HW-P032", "A mended row cannot be found in the extract that it was set aside from", "Give the folder of extracts that was taken in, unchanged, and rows with their `file` and `row` as they were.", 18),
    Fault("HW-P033", "Cells were changed that no fault concerns", "A spreadsheet may have rewritten them: put them back. If they are to be changed too, say `--any-cell`.", 18),
    Fault("HW-P034", "A mended cell cannot be what its column holds", "Write a date as 31/12/2022 or 31/12/2022 22:10 and a number in figures; then mend again.", 18),
    Fault("HW-P035", "Lines of one row were mended differently", "A row with several faults has several lines: write the same on each, or leave the others as they were.", 18),
    Fault("HW-P036", "Nothing was mended", "Change the cell that a line's `code` and `column` name, or write `leave out` as its `fate`, save the file, and mend again.", 18),
    Fault("HW-P037", "Mended rows belong to a file that is no longer among the extracts", "Nothing, if the file was replaced by a newer one: mend in the newer one what is still wrong. The history keeps them."),
)

STORE = (
    Fault("HW-E001", "Another run is working in this output folder", "Wait for it to end, or give another `--out`.", 13),
    Fault("HW-E002", "The output folder cannot be written", "Check its permissions and the space left on the disk, then run again; nothing published was changed.", 13),
    Fault("HW-E003", "The output folder is of another version", "Give a new `--out` and run again from the extracts; nothing in the folder was changed.", 13),
    Fault("HW-E004", "The output folder holds other files", "Give an empty folder, or an earlier result of the same command, profile and form, as `--out`; nothing in it was changed.", 13),
    Fault("HW-E005", "A table could not be worked on by the engine", "Run `homeward doctor`; if all is well there, report the code and the step, never the extract.", 20),
    Fault("HW-E007", "A stored table is not as it was written", "It was changed or cut short. Delete the folder under `protected` that is named (of `cache`, the whole of it), and run again from the extracts.", 13),
    Fault("HW-E006", "The disk is full", "Free some space and run the same command again; nothing published was changed.", 13),
)

KEYS = (
    Fault("HW-K001", "Records of real children need a key", "Make one with `homeward keys new --out homeward.key`, keep it apart from the output folder, and run again with `HOMEWARD_KEY_FILE=homeward.key` before the command. docs/how-to/keys.md says how to keep it.", 19),
    Fault("HW-K002", "The output folder is encrypted and no key was given", "Name its key file with `--key-file` or in HOMEWARD_KEY_FILE. Nothing was changed.", 19),
    Fault("HW-K003", "The key is not the one that opens this", "Give the key whose fingerprint `homeward keys check` asks for. Nothing was changed.", 19),
    Fault("HW-K004", "The key cannot be used", "A key is 64 hexadecimal digits on one line, as `homeward keys new` writes it. Give the file whole, from its backup if need be.", 19),
    Fault("HW-K005", "An encrypted file is not as it was written", "It was changed, cut short or swapped. Tell your data-protection officer, and put the folder back from its backup; or, if it lies under `store`, `timelines` or `cache`, delete that and run again from the extracts.", 19),
    Fault("HW-K006", "The folder's wrapped keys are gone, changed or damaged", "Put `protected/keys.json` back from its backup: without it nothing in the folder opens. Nothing was changed.", 19),
    Fault("HW-K007", "A file is there already, and a key is never written over another", "Give another name with `--out`.", 19),
    Fault("HW-K008", "The folder was made without a key", "Encrypt what it holds with `homeward keys adopt OUT`, and run again; or give a new `--out`.", 19),
    Fault("HW-K009", "The keyring of this computer cannot be used", "The key file does the same work: keep it apart from the output folder, and name it with `--key-file` or in HOMEWARD_KEY_FILE. Nothing was changed.", 19),
    Fault("HW-K010", "The key file can be read by others than its owner", "Run `chmod 600` on it, and make a new key with `homeward keys rotate` if somebody may have read it."),
    Fault("HW-K011", "Names and birth dates are kept only under a key", "Give a key (HOMEWARD_KEY_FILE, or `--key-file`), in a folder that was made with one; or set `keep = false` under `[identity]` in the plan. docs/how-to/keys.md says how.", 19),
)

JOBS = (
    Fault("HW-J001", "No row could be used", "Read the reasons by code in `protected/refused`, mend the extract or the plan, and run again.", 12),
    Fault("HW-J002", "Interrupted", "Run the same command again to go on from the last finished step; nothing published was changed.", 130),
    Fault("HW-J003", "There is no result of the earlier step in this folder", "Run the earlier step, or `homeward run`, first.", 15),
    Fault("HW-J004", "A part of the installation is missing", "Run `homeward doctor` and do what it says.", 16),
    Fault("HW-J005", "An unexpected fault", "Nothing published was changed. Report the code, the step and the version; never send the extract.", 20),
    Fault("HW-J006", "No report counts as missing", "Look at `counts_as_missing` under [definitions] and at the words mapped to `report_type` in study.toml: name the types that count, and run again.", 12),
)

RELEASE = (
    Fault("HW-L001", "The bundle is not a findings file of a known schema", "Give the `findings.json` that `homeward study` wrote.", 15),
    Fault("HW-L002", "A number does not pass the rules of disclosure control", "If a setting is named, make it stricter: settings cannot be made looser. If a finding is named, nothing was released: report its name and the rule, never the values.", 15),
    Fault("HW-L004", "Too few children to show it without one being worked out", "Give a longer window, join the extracts of several areas, or ask for fewer groups.", 15),
    Fault("HW-L003", "The bundle has not passed disclosure control", "Run `homeward release` first, and give the findings.json that it writes.", 15),
)

DISCLOSURE = (
    Fault("HW-D001", "The release could be compared with an earlier one of nearly the same children", "Widen the window by a month or more, wait until more has been recorded, or, if it never left the building, withdraw the earlier one with `homeward release withdraw`.", 21),
    Fault("HW-D002", "Beside an earlier release too many numbers would have to be withheld", "Widen the window, or withdraw the earlier release if it never left the building, with `homeward release withdraw`.", 21),
    Fault("HW-D003", "An earlier release of the same children was rounded by other rules", "Release under the profile of the earlier one, or withdraw that one if it never left the building.", 21),
    Fault("HW-D004", "The register of releases is not as it was left", "Put it back from a backup: without it nobody can tell what was released before, and a new output folder does not help. If it is lost for good, move what is left of it away, and have the owner of the folder say so with `homeward audit accept OUT --why TEXT`: what was released before is then compared with no more.", 21),
    Fault("HW-D005", "A bundle is not as it was made", "Somebody changed it by hand. Nothing of it was released: make it again with `homeward release`, and ask for review again.", 21),
    Fault("HW-D006", "The release is of another project", "Give the output folder, or the register, of the project that made it.", 21),
    Fault("HW-D007", "The release is not in a state for this", "See `homeward release list`; docs/reference/release-states.md says what may follow what.", 21),
    Fault("HW-D008", "This person may not do this", "Ask somebody who may: two people look at a reviewed release, and nobody approves their own request.", 21),
    Fault("HW-D009", "There is no such release", "`homeward release list` names those that there are.", 21),
    Fault("HW-D010", "A hidden number can be worked out from what was released together", "Do not send it on. Release it again, or withdraw what is named; if Homeward made it unchanged, report the finding and the table, never the numbers.", 21),
    Fault("HW-D011", "One file of a release shows what another hides", "Do not send it on. Write the report again from the released bundle with `homeward report`.", 21),
    Fault("HW-D012", "A file of a release cannot be read", "Write the report again from the released bundle with `homeward report`, and check again.", 21),
    Fault("HW-D013", "The records changed for too few children to release them anew", "Nothing: what was released before still stands. To replace it, wait until more has been recorded, or withdraw it if it never left the building."),
    Fault("HW-D014", "The same force has released from another folder with this key", "Give this folder the same register with `--register`, naming the folder in the message, so that the two are compared; or go on in the output folder that it lies in. If it is not there, put it back from a backup; if it is lost for good, have the owner of this folder say so with `homeward audit accept OUT --why TEXT`.", 21),
    Fault("HW-D015", "Nothing outside this folder knows what it releases", "A new folder would not be compared with it. Give the key as a file (`--key-file`), so that a list of registers can lie beside it, and give every folder of the force the same `--register`."),
    Fault("HW-D016", "The list of registers beside the key cannot be used", "Put the file back from a backup of the folder that the key is in. If it is lost for good, move it away: each output folder writes its own line again when it next releases, and until then a new folder is not compared with it.", 21),
    Fault("HW-D017", "A file in outgoing is not as it was put there", "Somebody changed it by hand: do not send it on, and ask whoever has it already. `homeward report` writes it again from the released bundle.", 21),
)

SYNTHETIC = (
    Fault("HW-S001", "There is no such profile", "Give the name of a profile that ships with Homeward (docs/reference/synth.md lists them) or the path of a .toml file.", 14),
    Fault("HW-S002", "A profile setting cannot be used", "Mend the setting named; docs/reference/synth.md says what is permitted.", 14),
    Fault("HW-S003", "The targets file cannot be used", "Mend what is named; docs/reference/calibration.md says what a targets file holds.", 14),
    Fault("HW-S004", "The targets cannot be met together", "Loosen a tolerance or take out one of the targets named, free more levers, or say `--anyway` for the nearest profile there is.", 14),
)

SAMPLE = (
    Fault("HW-M001", "The rule of the sample cannot be used", "Mend what is named; docs/how-to/draw-a-smaller-sample.md says what a rule may hold.", 17),
    Fault("HW-M002", "A column cannot make strata", "Name columns of few values that some file supplied; docs/how-to/draw-a-smaller-sample.md lists them.", 17),
    Fault("HW-M003", "The size does not fit the strata", "Ask for another size, name fewer columns, or join rare strata with `pool_below`.", 17),
    Fault("HW-M004", "Another sample of this name is there", "Give another name: a sample is never drawn over, since its sheets may be with partners.", 17),
    Fault("HW-M005", "There is no such sample", "Draw one with `homeward sample draw`, or give the name of one that `homeward sample status` lists.", 17),
    Fault("HW-M006", "The file is not the sheet of a sample", "Give the sheet that `homeward sample draw` wrote, filled in, with its headings as they were.", 17),
    Fault("HW-M007", "References cannot be read back from the extracts", "Give the folder of the extracts that were taken in, unchanged, as `--extracts`.", 17),
    Fault("HW-M008", "No row of the sheet could be taken", "Read the reasons by row, mend the sheet and take it again.", 17),
    Fault("HW-M011", "A row has no sample number that can be read", "Copy the sample number from the sheet as it was sent out; then take it again."),
    Fault("HW-M012", "A row is of another sample", "Take it with the sample that it belongs to."),
    Fault("HW-M013", "Rows of one sample number disagree", "Decide which is right, take the others out and take the sheet again."),
    Fault("HW-M014", "A row says again what another of its sample number says", "Nothing: it is taken once."),
    Fault("HW-M015", "A row has cells beyond its header", "Check the commas and quotation marks on that line, or send the workbook; then take it again."),
    Fault("HW-M021", "An answer is not one of the permitted ones", "Choose from the list in the cell, or from the sheet of permitted answers; then take it again."),
    Fault("HW-M022", "A cell could not be read as a date", "Write the day as 31/12/2022 and take the sheet again."),
    Fault("HW-M023", "A date lies outside what is possible", "Check the date, mend it and take the sheet again."),
    Fault("HW-M024", "A cell holds a formula", "Put the answer itself in its place and take the sheet again."),
    Fault("HW-M025", "Answers of one row contradict each other", "Decide which is right, mend the row and take the sheet again."),
    Fault("HW-M026", "Two sheets answer the same question differently", "Decide with both partners which is right, blank the other and take both again."),
)

AUDIT = (
    Fault("HW-A001", "Another process holds the ledger", "Wait for it to end, then run the command again.", 13),
    Fault("HW-A002", "The ledger is damaged, or was changed from outside", "Change nothing. Run `homeward audit verify OUT` for what is wrong, tell your data-protection officer, and put the folder back from a backup.", 30),
    Fault("HW-A003", "The ledger does not open with this key", "Give the key that the folder was made with.", 30),
    Fault("HW-A004", "There is no ledger", "If this folder was worked in before, its ledger was taken away: tell your data-protection officer, and put the folder back from a backup. If it is lost for good, the owner says so with `homeward audit accept OUT --why TEXT`. A new folder has none until the first job.", 30),
    Fault("HW-A005", "The audit trail is not whole", "Change nothing. Run `homeward audit verify OUT` for what is wrong and tell your data-protection officer. If the folder was put back from a backup on purpose, say so with `homeward audit accept OUT --why TEXT`.", 30),
    Fault("HW-A006", "You may not do this", "Ask the owner of the folder for the role (`homeward roles list OUT`), or say who you are with `--as NAME`.", 31),
    Fault("HW-A007", "The role cannot be given or taken like this", "See `homeward roles list OUT` for who has which; docs/reference/roles.md lists the roles.", 31),
    Fault("HW-A008", "The folder would be left without an owner", "Make somebody else `information_asset_owner` first.", 31),
    Fault("HW-A009", "Whoever asked for a release may not approve it", "Have another release checker look at it.", 31),
    Fault("HW-A010", "The anchor cannot be used", "Give the file that Homeward wrote, or a place where it can write one, as `--anchor FILE`.", 30),
    Fault("HW-A011", "No such child is in the folder", "Check the references; one that was purged before is gone already (`homeward audit show OUT`).", 33),
    Fault("HW-A012", "The purge was not confirmed", "Look at the counts, then run it again with `--yes`. Nothing was changed.", 33),
    Fault("HW-A013", "Something of a purged child is still there", "The purge itself stands. Take the files named away by hand, or run `homeward purge` again; then tell your data-protection officer.", 33),
    Fault("HW-A014", "The purge does not say what, or why", "Give `--child`, `--from` or `--expired`, and the reason with `--why`. The reason names no child: it outlives the purge.", 33),
    Fault("HW-A015", "The ledger is another folder's", "Somebody put it in the place of this folder's own: put that back from a backup, with the anchor beside the key, and tell your data-protection officer. If it is lost for good, move the other away, and have the owner say so with `homeward audit accept OUT --why TEXT`.", 30),
)

FINDINGS = (
    Fault("HW-N001", "The records hold no time that says when an incident ended", "Map `found`, `returned` or `cancelled` in study.toml."),
    Fault("HW-N002", "The records hold no time of day", "Map a column with times of day for `last_seen` or `reported`."),
    Fault("HW-N003", "Too few incidents or children for an answer", "Give a longer window, or join extracts."),
    Fault("HW-N004", "The records do not say where children live", "Map `residence_type` or `missing_from_type` in study.toml."),
    Fault("HW-N005", "Nothing could be followed for long enough", "Ask for a shorter follow-up, or supply a later extract."),
    Fault("HW-N010", "The recorded times of day are all midnight, as where no time was written", "Give the column a date `format` in study.toml, or map a column with times of day for `last_seen` or `reported`."),
    Fault("HW-N013", "The window is too short, or its months hold too few incidents, to tell a trend from a season", "Give a window of two whole years or more, with five incidents a month or more."),
    Fault("HW-N014", "A change lies too near an end of the window, or to another change, or has too few incidents beside it", "Give a window that runs three months beyond the change on both sides, and mark changes that come together as one."),
    Fault("HW-N015", "Nothing says how long the children behind the incidents were in each setting", "Add placements that cover the same children, with a type of placement, or counts of children by setting and year as `population`."),
    Fault("HW-N016", "The records hold no exploitation flags", "Map `exploitation` in study.toml, and `exploitation_flagged` for the date of the flag."),
    Fault("HW-N017", "The records cannot tell who was flagged before an episode from who was not", "Map `exploitation_flagged` for the date of the flag, and have the extract write a word for none where there is no flag, since a blank may mean that nobody asked."),
    Fault("HW-N018", "The records do not say where children are placed", "Map `placement_locality` and `placing_authority` in study.toml."),
    Fault("HW-N019", "Placement spells do not cover the children who were reported missing", "Add the spells of placing authorities (SSDA903) or the notices sent to the host authority, with responsible and host authority, and link their references to those of the police."),
    Fault("HW-N020", "The records hold no first grading of risk", "Map `risk_first` in study.toml, and teach the force's own words for gradings under `words`."),
    Fault("HW-N021", "There is no log of what was done when children were missing", "Add the log of steps (incident, activity, time, role) to the input folder and map it as `events` in study.toml."),
    Fault("HW-N022", "No rate card says how long the logged activities take", "Add a rate card (activity, role, minutes low, likely and high, cost of an hour, source), with activities named as in the log, and map it as `effort` in study.toml."),
    Fault("HW-N023", "The records hold no sex, ethnicity, disability or care status", "Map at least one of `sex`, `ethnicity`, `disability` and `care_status` in study.toml."),
    Fault("HW-N024", "The records are too short to forecast from", "Give two whole years of records, ending when the extract was made. Weeks with no report at either end are not counted."),
    Fault("HW-N025", "There are too few incidents a week to forecast", "Forecast a larger area: five incidents a week over the last year are the fewest that a forecast can be tested on."),
    Fault("HW-N026", "No smaller sample has been sent back by partners", "Draw one with `homeward sample draw`, have partners fill its sheet, and take it back with `homeward sample take`."),
    Fault("HW-N027", "Times are known too coarsely to tell on which side of a limit many of them lie", "Map columns with times of day for `reported` and for `found`, `returned` or `cancelled`, and have blank dates of interviews filled in; until then use the lowest and highest share."),
    Fault("HW-N028", "Too many interviews cannot be tied to the incident they followed", "Have the interviews name the incident that each followed, or the child by the reference that police use; until then use the lowest and highest share."),
)

#: Every fault by its code.
FAULTS: dict[str, Fault] = _catalogue(
    *FILES, *ROWS, *PLANS, *STORE, *KEYS, *JOBS, *RELEASE, *DISCLOSURE, *SYNTHETIC, *SAMPLE,
    *AUDIT, *FINDINGS,
)
