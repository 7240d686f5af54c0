"""What we rely on inside Whoosh.  A test fails here when another version does it differently."""

import inspect
import os
import pickle
from array import array
from pathlib import Path

import pytest
import whoosh
from whoosh.codec import whoosh3
from whoosh.filedb import compound, filestore, filetables, structfile
from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.filetables import HashWriter
from whoosh.index import TOC, open_dir
from whoosh.qparser import QueryParser
from whoosh.query import Prefix, Term
from whoosh.util.filelock import FileLock, try_for

from portal.search import bulk, schema
from portal.search.mapped import MappedFile, MappedSegment, strides
from portal.search.records import Record
from portal.search.snapshot import open_snapshot
from portal.search.table import Table
from portal.search.writer import Writer
from tests.search.archives import corpus, letter


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whoosh")
    records: list[Record] = list(corpus(60))
    with Writer(home) as writer:
        writer.rebuild(records, mark=0)
        writer.add([letter(1, body="thay thế"), letter(900, body="kiểm tra")], mark=1)
    return home


def test_the_version_is_the_one_asked_for() -> None:
    """Whoosh 2.7.4; test_reloaded.py asks for another one in another place."""
    assert whoosh.versionstring() == os.environ.get("WHOOSH_VERSION", "2.7.4")
    assert whoosh.__file__.startswith(os.environ.get("WHOOSH_IN", ""))


@pytest.mark.slow
def test_whoosh_itself_reads_our_index_and_finds_the_same(folder: Path) -> None:
    index = open_dir(str(folder / "gen-1"), schema.INDEX_NAME)
    reader = index.reader()
    snapshot = open_snapshot(folder)
    assert reader.doc_count() == snapshot.documents == 61
    with index.searcher() as searcher:
        for field, text in (
            ("f", "kiem"),
            ("a", "kiểm"),
            ("sb", "ve_viec"),
            ("kind", "Công văn"),
            ("id", "900"),
        ):
            found = searcher.search(Term(field, text), limit=None)
            ours = sum((segment.term(field, text) & alive).bit_count() for segment, alive in snapshot)
            assert len(found) == ours > 0, field
        begun = searcher.search(Prefix("f", "tho"), limit=None)
        assert len(begun) == sum((s.prefix("f", "tho") & alive).bit_count() for s, alive in snapshot) > 0
        assert len(searcher.search(QueryParser("f", index.schema).parse("kiem tra"), limit=None)) > 0
    reader.close()


def test_every_posting_list_is_the_one_whoosh_reads(folder: Path) -> None:
    reader = open_dir(str(folder / "gen-1"), schema.INDEX_NAME).reader()
    leaves = {leaf.segment().segment_id(): leaf for leaf, _ in reader.leaf_readers()}
    for segment, alive in open_snapshot(folder):
        leaf = leaves[segment.name]
        for field in ("c", "year", "s", "level"):
            for text, _ in segment.frequencies(field):
                theirs = sum(1 << place for place in leaf.postings(field, text.encode()).all_ids())
                assert segment.term(field, text) & alive == theirs, (field, text)
    reader.close()


def test_long_posting_lists_reach_over_several_blocks(tmp_path: Path) -> None:
    storage = filestore.FileStorage(str(tmp_path))
    places = array("I", range(0, 40_000, 3))
    lists = bulk._Lists(storage.create_file("lists"), bulk.BLOCK)
    info = lists.write(schema.build()["f"].format, places)
    lists._postfile.close()
    data = (tmp_path / "lists").read_bytes()
    offset, length = info.extent()
    found = strides(data[offset : offset + length])
    assert found[0] == 1
    assert found[1:] == [3] * (len(places) - 1)
    assert info.doc_frequency() == len(places) > 3 * bulk.BLOCK
    matcher = whoosh3.W3LeafMatcher(storage.open_file("lists"), *info.extent(), schema.build()["f"].format)
    assert list(matcher.all_ids()) == list(places)


def test_terms_that_are_not_there_are_said_so_in_one_way(folder: Path) -> None:
    segment, _ = open_snapshot(folder).parts[0]
    assert segment._table.find("f", b"zzzz") is segment._table.find("nofield", b"zzzz") is None
    assert segment.term("f", "zzzz") == segment.term("nofield", "zzzz") == 0
    assert segment.prefix("f", "zzzz") == 0
    assert list(segment.frequencies("nofield")) == []


def test_every_term_is_found_in_the_table_as_whoosh_finds_it(folder: Path) -> None:
    storage = filestore.FileStorage(str(folder / "gen-1"))
    for stored in TOC.read(storage, schema.INDEX_NAME, gen=open_snapshot(folder).pointer.commit).segments:
        files = MappedSegment(storage.open_file(stored.make_filename(stored.COMPOUND_EXT)))
        table, theirs = Table(files, stored), stored.codec().terms_reader(files, stored)
        for field, text in theirs.terms():
            info, entry = theirs.term_info(field, text), table.find(field, text)
            offset, (length,) = info.extent()
            assert entry == (0, info.doc_frequency(), info.min_id(), info.max_id(), offset, length), (field, text)
        for field in schema.TERM_FIELDS:
            for text, entry in table.starting(field, b""):
                assert entry == table.find(field, text)


@pytest.mark.slow
def test_an_index_hashed_as_whoosh_does_by_itself_is_read_like_ours(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_HASH", 0)
    with Writer(tmp_path) as writer:
        writer.rebuild(list(corpus(60)), mark=0)
    kinds = []
    for home in (tmp_path, folder):
        segment, _ = open_snapshot(home).parts[0]
        kinds.append(segment._table._index.hashfn)
        for text, count in segment.frequencies("f"):
            assert segment.frequency("f", text) == count > 0
    assert kinds == [filetables.md5_hash, filetables.crc_hash]


def test_a_term_is_read_from_the_map_where_files_cannot_be_read_in_any_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [("f", "kiem"), ("f", "zzzz"), ("year", "2019"), ("c", "#12")]
    before = [segment.term(*term) for segment, _ in open_snapshot(folder) for term in asked]
    monkeypatch.delattr(os, "pread")
    assert [segment.term(*term) for segment, _ in open_snapshot(folder) for term in asked] == before
    assert any(before)


def test_the_entry_of_a_term_is_packed_as_we_unpack_it() -> None:
    assert whoosh3.W3TermInfo._struct.format == "!BfIBBfII"
    assert "postbytes = pack_long(self._offset) + pack_int(self._length)" in inspect.getsource(
        whoosh3.W3TermInfo.to_bytes
    )
    assert filetables._pointer.format == "!Iq"
    assert filetables._lengths.format == "!ii"


def test_whoosh_still_copies_what_it_maps_so_that_ours_is_needed() -> None:
    assert "BytesIO(buf)" in inspect.getsource(structfile.BufferFile.__init__)
    assert "memoryview_" in inspect.getsource(compound.CompoundStorage.open_file)


def test_nothing_of_a_segment_is_copied_when_it_is_opened(folder: Path) -> None:
    (name, *_) = [path.name for path in folder.glob("gen-1/*.seg")]
    storage = filestore.FileStorage(str(folder / "gen-1"))
    files = MappedSegment(storage.open_file(name))
    for part in files.list():
        file = files.open_file(part)
        assert isinstance(file._buf, memoryview)
        assert file._buf.obj is files._source
        assert file.subset(2, 5).get(0, 5) == file.get(2, 5)


def test_a_mapped_file_reads_as_a_file_does() -> None:
    data = bytes(range(256)) + b"line\nnext"
    mapped, plain = MappedFile(memoryview(data)), structfile.BufferFile(data)
    for file in (mapped, plain):
        file.seek(4)
    assert mapped.read(3) == plain.read(3)
    assert mapped.read_int() == plain.read_int()
    assert mapped.tell() == plain.tell()
    assert mapped.get_uint(9) == plain.get_uint(9)
    mapped.seek(-9, 2)
    assert (mapped.readline(), mapped.readline(), mapped.readline()) == (b"line\n", b"next", b"")


def test_columns_are_big_endian_numbers_without_the_last_zeros(folder: Path) -> None:
    reader = open_dir(str(folder / "gen-1"), schema.INDEX_NAME).reader()
    leaves = {leaf.segment().segment_id(): leaf for leaf, _ in reader.leaf_readers()}
    for segment, _ in open_snapshot(folder):
        for name, ours in (("document", segment.documents), ("day", segment.days)):
            column = leaves[segment.name].column_reader(name)
            assert list(ours) == [column[place] for place in range(segment.size)]
    reader.close()


def test_the_signatures_we_build_on() -> None:
    assert list(inspect.signature(whoosh3.W3PostingsWriter._write_block).parameters) == ["self", "last"]
    for name in (
        "_mini_ids",
        "_mini_weights",
        "_mini_values",
        "finish_postings",
        "start_postings",
        "_new_block",
    ):
        assert callable(getattr(whoosh3.W3PostingsWriter, name))
    source = inspect.getsource(whoosh3.W3PostingsWriter._write_block)
    assert "data = (self._mini_ids(), self._mini_weights(), self._mini_values())" in source
    assert "WHOOSH3_HEADER_MAGIC" in source
    assert list(inspect.signature(TOC.read).parameters) == ["storage", "indexname", "gen", "schema"]
    assert list(inspect.signature(TOC.write).parameters) == ["self", "storage", "indexname"]
    assert "storage.rename_file(tempfilename, tocfilename, safe=True)" in inspect.getsource(TOC.write)
    assert "self.onclose(self)" in inspect.getsource(structfile.StructFile.close)
    assert "_tindex.add(keybytes, valbytes)" in inspect.getsource(whoosh3.W3FieldWriter.finish_term)
    assert "pack_ushort(self._fieldid) + self._btext" in inspect.getsource(whoosh3.W3FieldWriter.finish_term)


def test_a_segment_is_described_by_a_value_that_is_pickled_with_the_table_of_contents(folder: Path) -> None:
    storage = filestore.FileStorage(str(folder / "gen-1"))
    current = open_snapshot(folder).pointer
    segments = TOC.read(storage, schema.INDEX_NAME, gen=current.commit).segments
    for one in segments:
        assert isinstance(one, whoosh3.W3Segment)
        copy = pickle.loads(pickle.dumps(one))
        assert copy.segment_id() == one.segment_id()
        assert copy.doc_count_all() - copy.deleted_count() == copy.doc_count()
        assert one.make_filename(one.COMPOUND_EXT) == f"{one.segment_id()}.seg"
        assert f"{one.segment_id()}.seg" in current.files
    assert TOC._filename(schema.INDEX_NAME, current.commit) in current.files
    (dead,) = [one for one in segments if one.has_deletions()]
    assert sorted(dead.deleted_docs()) == [place for place in range(dead.doc_count_all()) if dead.is_deleted(place)]
    before, place = dead.doc_count(), next(p for p in range(dead.doc_count_all()) if not dead.is_deleted(p))
    dead.delete_document(place)
    assert dead.doc_count() == before - 1


def test_a_lock_is_had_by_one_and_given_back(tmp_path: Path) -> None:
    first, second = FileLock(str(tmp_path / "lock")), FileLock(str(tmp_path / "lock"))
    assert first.acquire(blocking=False) is True
    assert second.acquire(blocking=False) is False
    assert try_for(second.acquire, timeout=0.0, delay=0.01) is False
    assert list(inspect.signature(second.acquire).parameters) == ["blocking"]
    assert inspect.signature(second.acquire).parameters["blocking"].default is False
    first.release()
    assert try_for(second.acquire, timeout=1.0, delay=0.01) is True
    second.release()


def test_the_terms_of_a_field_stand_in_order_behind_its_number(folder: Path) -> None:
    segment, _ = open_snapshot(folder).parts[0]
    index = segment._table._index
    key = segment._table._key("f", b"ki")
    found = [text for text, _ in index.items_from(key)][:50]
    assert found == sorted(found)
    assert all(text >= key for text in found)
    assert found[0].startswith(key)


def test_the_term_index_notes_pairs_of_numbers_in_buckets() -> None:
    """``bulk._Pairs`` takes the place of its lists."""
    index = HashWriter(RamStorage().create_file("terms"))
    assert index.buckets == [[] for _ in range(256)]
    place = index.tell()
    index.add(b"key", b"value")
    ((found,),) = [bucket for bucket in index.buckets if bucket]
    assert found[1] == place
    assert index.buckets[found[0] & 255] == [found]
