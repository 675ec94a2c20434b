"""An official's file becomes text: the same words from every kind, or one clear reason why not."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter

from rules.markup import plain
from rules.pages import to_pages
from services.documents import Fault, Note, Unreadable, extract
from services.documents.result import FILE_SIZE

LINES = [
    "ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
    "Điều 1. Lịch trực tiếp công dân",
    "a) Sáng thứ hai: từ 7 giờ 30 đến 11 giờ 30; nghỉ ngày lễ (*)",
    "b) Mỗi hộ góp 50.000 đồng * 2 đợt, gửi bà Nguyễn Thị Mẫu.",
    "(*) Trừ trường hợp khẩn cấp, ướt nhà, đổ tường, ngập nước.",
]
TEXT = "\n".join(LINES)
TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam. §éc lËp - Tù do - H¹nh phóc. Uû ban nh©n d©n ph­êng"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Ñoäc laäp - Töï do - Haïnh phuùc. UÛy ban nhaân daân"


def windows_1258(text: str) -> bytes:
    """As an old editor wrote it: letters with their hat, tones behind."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            tones = "\u0300\u0301\u0303\u0309\u0323"
            spread = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in spread if mark in tones)
            out += unicodedata.normalize("NFC", spread.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


def word_file(build: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def written(lines: list[str]) -> bytes:
    def build(document: Any) -> None:
        for line in lines:
            document.add_paragraph(line)

    return word_file(build)


def printed(*pages: list[str], picture: bool = False, fonttype: int = 42) -> bytes:
    out = io.BytesIO()
    with rc_context({"pdf.fonttype": fonttype, "font.family": "DejaVu Sans"}), PdfPages(out) as book:
        for lines in pages:
            figure = Figure(figsize=(8, 11))
            for at, line in enumerate(lines):
                figure.text(0.05, 0.95 - at * 0.03, line, fontsize=9, parse_math=False)
            if picture:
                figure.add_axes((0, 0, 1, 1)).imshow([[0, 1], [1, 0]])
            book.savefig(figure)
    return out.getvalue()


def words(source: str) -> list[str]:
    return " ".join(page.text for page in to_pages(source)).split()


def fault(name: str, data: bytes) -> Fault:
    with pytest.raises(Unreadable) as caught:
        extract(name, data)
    return caught.value.code


# --- the same words from every kind ---------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_text_file_is_read_in_every_usual_encoding(encoding: str) -> None:
    found = extract("thong-bao.txt", unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n").encode(encoding))
    assert found.text == TEXT
    assert (found.mime, found.pages, found.warnings) == ("text/plain", None, ())


def test_big_endian_text_is_read() -> None:
    assert extract("a.txt", b"\xfe\xff" + TEXT.encode("utf-16-be")).text == TEXT


def test_a_text_file_of_windows_1258_is_read() -> None:
    assert extract("cu.txt", windows_1258(TEXT)).text == TEXT


def test_a_word_file_gives_the_same_words() -> None:
    found = extract("a.docx", written(LINES))
    assert words(found.text) == TEXT.split()
    assert found.mime.endswith("wordprocessingml.document")
    assert found.warnings == ()


@pytest.mark.parametrize("fonttype", [42, 3])
def test_a_pdf_gives_the_same_words(fonttype: int) -> None:
    found = extract("a.pdf", printed(LINES[:3], LINES[3:], fonttype=fonttype))
    assert words(found.text) == TEXT.split()
    assert (found.mime, found.pages, found.warnings) == ("application/pdf", 2, ())


def test_the_kind_is_seen_in_the_content_whatever_the_name_says() -> None:
    assert words(extract("a.txt", written(LINES)).text) == TEXT.split()
    assert words(extract("khong-ten", printed(LINES)).text) == TEXT.split()
    assert extract("a.TXT", TEXT.encode()).mime == "text/plain"


def test_asterisks_of_a_word_file_and_a_pdf_are_letters() -> None:
    line = "**Giá** 2*3 = *sáu* và \\* hay \\\\*"
    assert words(extract("a.docx", written([line])).text) == line.split()
    assert words(extract("a.pdf", printed([line])).text) == line.split()


def test_page_numbers_of_a_pdf_do_not_reach_the_reader() -> None:
    body = ["Bà con đến nhà văn hóa lúc bảy giờ tối thứ bảy để bàn việc sửa đường."] * 6
    found = extract("a.pdf", printed(body, ["2", *body], ["3", *body]))
    assert not any(word.isdecimal() for word in words(found.text))


# --- Word ------------------------------------------------------------------------------------------


def test_bold_is_kept_and_space_stays_outside() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph()
        paragraph.add_run(" Điều 1. ").bold = True
        paragraph.add_run("Phạm vi, ")
        paragraph.add_run("đối").bold = True
        paragraph.add_run(" ")
        paragraph.add_run("tượng*").bold = True
        document.add_heading("Lịch họp", 1)

    assert extract("a.docx", word_file(build)).text == "**Điều 1.** Phạm vi, **đối tượng\\***\n\n**Lịch họp**"


def test_bold_is_given_up_rather_than_a_letter() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("thư mục \\")
        paragraph.add_run("chung\\").bold = True
        paragraph.add_run("1")

    found = extract("a.docx", word_file(build)).text
    assert plain(found) == "thư mục \\chung\\1"


def test_tables_stand_where_they_are_row_by_row() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Trước bảng")
        table = document.add_table(2, 2)
        for at, value in enumerate(["Hộ", "Số tiền", "Bà Mẫu", "50.000"]):
            table.cell(at // 2, at % 2).text = value
        document.add_paragraph("Sau bảng")

    found = extract("a.docx", word_file(build))
    assert found.text == "Trước bảng\n\nHộ\tSố tiền\nBà Mẫu\t50.000\n\nSau bảng"
    assert found.warnings == (Note.TABLES,)
    assert "Bà Mẫu\u200350.000" in to_pages(found.text)[0].text


def test_a_letterhead_in_a_table_is_read_side_after_side() -> None:
    def build(document: Any) -> None:
        left, right = document.add_table(1, 2).row_cells(0)
        left.text = "UBND PHƯỜNG MẪU"
        left.add_paragraph("Số: 1/TB")
        right.text = "CỘNG HÒA XÃ HỘI"
        right.add_paragraph("Độc lập")

    assert extract("a.docx", word_file(build)).text.split("\n\n") == [
        "UBND PHƯỜNG MẪU", "Số: 1/TB", "CỘNG HÒA XÃ HỘI", "Độc lập",
    ]  # fmt: skip


def test_merged_cells_are_read_once() -> None:
    def build(document: Any) -> None:
        table = document.add_table(1, 3)
        merged = table.cell(0, 0).merge(table.cell(0, 1))
        merged.text = "Tổng cộng"
        table.cell(0, 2).text = "150.000"

    assert words(extract("a.docx", word_file(build)).text) == ["Tổng", "cộng", "150.000"]


def numbered(document: Any, levels: list[tuple[str, str]], items: list[tuple[int, str]], number: int = 77) -> None:
    """A list as Word stores it: `levels` as (format, text), `items` as (level, text)."""
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{inner}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    for level, text in items:
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number
        properties.get_or_add_ilvl().val = level


def test_numbers_that_word_counts_itself_are_rebuilt() -> None:
    def build(document: Any) -> None:
        numbered(
            document,
            [("decimal", "Điều %1."), ("decimal", "%1.%2."), ("lowerLetter", "%3)"), ("upperRoman", "%4.")],
            [
                (0, "Một"),
                (1, "Hai"),
                (2, "Ba"),
                (2, "Bốn"),
                (1, "Năm"),
                (2, "Sáu"),
                (0, "Bảy"),
                (1, "Tám"),
                (3, "Chín"),
            ],
        )

    found = extract("a.docx", word_file(build))
    assert found.text.split("\n\n") == [
        "Điều 1. Một", "1.1. Hai", "a) Ba", "b) Bốn", "1.2. Năm", "a) Sáu", "Điều 2. Bảy", "2.1. Tám", "I. Chín",
    ]  # fmt: skip
    assert found.warnings == (Note.NUMBERING,)


def test_the_lists_of_words_own_styles_are_counted() -> None:
    def build(document: Any) -> None:
        for text in ("Gạo", "Muối"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("Chung", style="List Bullet")

    assert extract("a.docx", word_file(build)).text.split("\n\n") == ["1. Gạo", "2. Muối", "• Chung"]


def test_a_way_of_counting_that_is_not_known_is_told() -> None:
    def build(document: Any) -> None:
        numbered(document, [("hebrew1", "%1.")], [(0, "Một")])

    assert Note.NUMBERING_LOST in extract("a.docx", word_file(build)).warnings


def test_what_is_deleted_or_hidden_is_not_published_and_the_official_is_told() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Góp ")
        for tag, text, word in (("w:del", "w:delText", "90.000"), ("w:ins", "w:t", "50.000")):
            paragraph._p.append(parse_xml(f'<{tag} {nsdecls("w")} w:id="1"><w:r><{text}>{word}</{text}></w:r></{tag}>'))
        paragraph.add_run(" nội bộ").font.hidden = True

    found = extract("a.docx", word_file(build))
    assert found.text == "Góp 50.000"
    assert found.warnings == (Note.TRACKED_CHANGES, Note.HIDDEN_TEXT)


def test_text_boxes_links_and_forms_are_read_once() -> None:
    box = (
        '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r>'
        "<w:t>Trong khung</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
    )

    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Xem ")
        paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>cổng phường</w:t></w:r></w:hyperlink>"))
        paragraph._p.append(
            parse_xml(
                f'<w:r {nsdecls("w")}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
                f'markup-compatibility/2006"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
                "</mc:AlternateContent></w:r>"
            )
        )
        document.element.body.insert(
            1,
            parse_xml(
                f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Trong ô</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )

    found = extract("a.docx", word_file(build))
    assert found.text == "Xem cổng phường\n\nTrong khung\n\nTrong ô"
    assert found.warnings == (Note.TEXT_BOXES,)


def test_footnotes_and_pictures_are_told() -> None:
    def build(document: Any) -> None:
        run = document.add_paragraph("Có chú thích").add_run()
        run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
        run._r.append(parse_xml(f"<w:drawing {nsdecls('w')}/>"))

    assert extract("a.docx", word_file(build)).warnings == (Note.PICTURES, Note.FOOTNOTES)


def test_headers_and_footers_are_not_text() -> None:
    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Trang đầu"
        document.add_paragraph("Nội dung")

    assert extract("a.docx", word_file(build)).text == "Nội dung"


# --- what cannot be read ---------------------------------------------------------------------------


def test_a_file_may_have_twenty_megabytes_and_no_more() -> None:
    assert fault("a.txt", b" " * FILE_SIZE) is Fault.EMPTY
    assert fault("a.txt", b" " * (FILE_SIZE + 1)) is Fault.TOO_BIG


def test_a_text_longer_than_a_disclosure_is_refused() -> None:
    assert fault("a.txt", b"chung " * 100_000) is Fault.TOO_LONG


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf", b"\xff\xfe", "\u200b…--".encode(), written([""])])
def test_a_file_without_a_word_is_empty(data: bytes) -> None:
    assert fault("a.txt", data) is Fault.EMPTY


@pytest.mark.parametrize("text", [TCVN3, VNI])
def test_letters_of_old_fonts_are_refused_in_every_kind(text: str) -> None:
    assert fault("a.txt", text.encode("latin-1")) is Fault.LEGACY_FONT
    assert fault("a.txt", text.encode()) is Fault.LEGACY_FONT
    assert fault("a.docx", written([text])) is Fault.LEGACY_FONT
    assert fault("a.pdf", printed([text])) is Fault.LEGACY_FONT


def test_ordinary_signs_and_foreign_names_are_no_old_font() -> None:
    text = "«Vì dân»: 30°C, 25 m², 2×3, ½ suất, bánh Müller® của ông Noël, Ðường số 1, café à la carte"
    assert extract("a.txt", text.encode()).text == text


@pytest.mark.parametrize("data", ["开会".encode("gbk"), b"S\xb5n nh\xb5 v\xa8n h\xa4a m\xb5 c\xf6a"])
def test_bytes_that_do_not_read_as_vietnamese_are_refused(data: bytes) -> None:
    assert fault("a.txt", data) in {Fault.UNKNOWN_ENCODING, Fault.LEGACY_FONT}


def test_a_file_that_breaks_its_own_encoding_is_refused() -> None:
    assert fault("a.txt", b"\xff\xfea") is Fault.BROKEN
    assert fault("a.txt", b"\xef\xbb\xbfchung \xff") is Fault.BROKEN


def test_a_pdf_of_pictures_is_refused_and_one_such_page_told() -> None:
    assert fault("a.pdf", printed([], picture=True)) is Fault.SCANNED
    assert fault("a.pdf", printed(["2"])) is Fault.SCANNED
    assert extract("a.pdf", printed(LINES, [])).warnings == (Note.PAGES_WITHOUT_TEXT,)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_with_a_password_is_refused_unless_anybody_may_read_it(algorithm: str) -> None:
    def locked(user: str) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed(LINES))))
        writer.encrypt(user, "chu", algorithm=algorithm)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    assert fault("a.pdf", locked("mat-khau")) is Fault.ENCRYPTED
    assert words(extract("a.pdf", locked("")).text) == TEXT.split()


def test_old_and_locked_office_files_are_told_apart() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert fault("a.doc", ole) is Fault.OLD_WORD
    assert fault("a.docx", ole + "EncryptedPackage".encode("utf-16-le")) is Fault.ENCRYPTED


def test_damaged_files_are_refused() -> None:
    good = written(LINES)
    paper = printed(LINES)
    assert fault("a.docx", good[: len(good) // 2]) is Fault.BROKEN
    assert fault("a.docx", "không phải".encode()) is Fault.BROKEN
    assert fault("a.pdf", b"%PDF-1.7\n" + b"x" * 100) is Fault.BROKEN
    for cut in range(10, len(paper), len(paper) // 40):
        try:
            extract("a.pdf", paper[:cut])
        except Unreadable:
            continue


@pytest.mark.parametrize("name", ["a.xlsx", "a.jpg", "a.html", "a.rtf", "a.txt"])
def test_other_kinds_are_refused(name: str) -> None:
    data = {
        "a.xlsx": archive({"xl/workbook.xml": b"<a/>"}),
        "a.jpg": b"\xff\xd8\xff\xe0anh",
        "a.html": b"<html>chung</html>",
        "a.rtf": b"{\\rtf1 chung}",
        "a.txt": b"MZ\x00\x01\x02",
    }[name]
    assert fault(name, data) is Fault.UNSUPPORTED_TYPE


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def test_a_file_that_unpacks_to_far_more_than_a_document_is_refused_unread() -> None:
    bomb = archive({"word/document.xml": b" " * (21 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert fault("a.docx", bomb) is Fault.TOO_BIG


def test_entities_of_a_hostile_word_file_are_not_expanded() -> None:
    good = written(["&bom;"])
    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    entities = "".join(f'<!ENTITY b{at} "{f"&b{at - 1};" * 10}">' for at in range(1, 10))
    doctype = f'<!DOCTYPE a [<!ENTITY b0 "bom">{entities}<!ENTITY bom "&b9;">]>'.encode()
    body = files["word/document.xml"].replace(b"&amp;bom;", b"&bom;")
    start = body.index(b"<w:document")
    files["word/document.xml"] = body[:start] + doctype + body[start:]
    assert fault("a.docx", archive(files)) in {Fault.EMPTY, Fault.BROKEN}


def test_marks_of_a_converter_are_told() -> None:
    found = extract("a.txt", "## Điều 1\n[bookmark: dieu_1]Nội dung\n**CHỦ TỊCH****Trần Thị Mẫu**".encode())
    assert found.warnings == (Note.MARKS_LEFT, Note.WORDS_GLUED)


@pytest.mark.resolutions
def test_a_resolution_gives_the_same_words_from_every_kind(resolutions_path: Path) -> None:
    for path in sorted(resolutions_path.glob("*.txt")):
        stored = extract(path.name, path.read_bytes())
        lines = [line for line in plain(stored.text).split("\n") if line.strip()]
        assert words(extract("a.docx", written(lines)).text) == plain(stored.text).split()
