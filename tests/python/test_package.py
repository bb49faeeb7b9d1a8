"""The installed package."""

import importlib.util
import itertools
import json
import pathlib
import pickle
import tempfile
import threading
import unittest
import warnings

import saidso

TEXT = "“We had no choice,” said Anna Larsen. It rained."
GERMAN = (
    "Die Regierung hat am Montag in Berlin angekündigt, den Hafen bis zum Ende des Jahres zu schließen. Der Minister "
    "sagte, es gebe keine andere Möglichkeit, weil die Mauern des alten Piers nicht mehr sicher seien."
)
EXTRACTOR = saidso.Extractor()


def needs(*modules):
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    return unittest.skipIf(missing, f"needs {', '.join(missing)}")


def quietly(data, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return EXTRACTOR.extract(data, **options)


class Version(unittest.TestCase):
    def test_the_package_tells_its_version(self):
        self.assertRegex(saidso.__version__, r"^\d+\.\d+\.\d+")


class Extract(unittest.TestCase):
    def test_a_text_is_one_article(self):
        article = EXTRACTOR.extract(TEXT)
        self.assertIsInstance(article, saidso.Article)
        self.assertEqual([sentence["label"] for sentence in article.sentences], ["quote", "reported_fact"])
        for sentence in article.sentences:
            self.assertEqual(article.text[sentence["start"] : sentence["end"]], sentence["text"])
        self.assertEqual(article.source(article.sentences[0]["source"])["name"], "Anna Larsen")
        self.assertEqual(json.loads(article.json), article.record)

    def test_one_article_in_one_record_out_in_order(self):
        dated = {"id": "b", "text": TEXT, "date": "2026-11-24"}
        given = [TEXT, dated, {"id": "c"}, {"id": "d", "text": " "}, None, TEXT]
        with self.assertWarnsRegex(UserWarning, "3 of 6 articles could not be labelled, such as c: no text"):
            corpus = EXTRACTOR.extract(given, progress=False)
        self.assertEqual([article.id for article in corpus], ["0", "b", "c", "d", "4", "5"])
        self.assertEqual([article.error is None for article in corpus], [True, True, False, False, False, True])
        self.assertEqual(corpus[1].metadata, {"date": "2026-11-24"})
        self.assertEqual(corpus[0].sentences, corpus[5].sentences)
        self.assertEqual(corpus[0].sentences, EXTRACTOR.extract(TEXT).sentences)
        self.assertEqual(len(corpus.failed), 3)
        self.assertEqual(len(corpus[1:3]), 2)
        with self.assertRaisesRegex(saidso.ArticleError, "c: no text"):
            EXTRACTOR.extract(given, errors="raise")

    def test_other_languages_are_skipped_unless_they_are_wanted(self):
        self.assertEqual(EXTRACTOR.extract(GERMAN).skipped, "not English, but German")
        self.assertIsNone(saidso.Extractor(any_language=True).extract(GERMAN).skipped)

    def test_half_a_surrogate_pair_moves_no_offset(self):
        article = EXTRACTOR.extract("\ud83d " + TEXT)
        self.assertEqual([article.text[s["start"] : s["end"]] for s in article.sentences][-1], "It rained.")

    def test_files_and_folders_are_read(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "news.jsonl")
            path.write_text(json.dumps({"url": "u", "body": TEXT, "year": 2024}) + "\n", encoding="utf-8")
            for given in (path, pathlib.Path(folder), [path]):
                corpus = EXTRACTOR.extract(given, text="body", id="url")
                self.assertEqual([(article.id, article.metadata) for article in corpus], [("u", {"year": 2024})])
            with self.assertRaisesRegex(ValueError, "pass pathlib.Path"):
                EXTRACTOR.extract(str(path))
        with self.assertRaisesRegex(FileNotFoundError, "nowhere"):
            EXTRACTOR.extract(pathlib.Path("nowhere"))

    def test_what_is_no_article_is_refused_with_reasons(self):
        for given, reason in [
            (None, "not None"),
            (5, "not an int"),
            (b"text", "not a bytes"),
            ([TEXT, 5], "article 1 is an int"),
            ([{"text": 5}], "'text' holds an int, not a text"),
        ]:
            with self.subTest(given=given), self.assertRaisesRegex(TypeError, reason):
                EXTRACTOR.extract(given)
        with self.assertRaisesRegex(ValueError, "there is no 'text' in the article, which has 'body'"):
            EXTRACTOR.extract({"body": TEXT})

    def test_options_and_models_that_are_none_are_named(self):
        with self.assertRaisesRegex(ValueError, "precision must be"):
            saidso.Extractor(precision="fp16")
        with self.assertRaisesRegex(ValueError, "threads must be at least 1"):
            saidso.Extractor(threads=0)
        with self.assertRaisesRegex(saidso.SaidsoError, "there is no model 'none'; looked for"):
            saidso.Extractor("none")
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(saidso.SaidsoError, "cannot use the model"):
                saidso.Extractor(folder)


class Stream(unittest.TestCase):
    def test_records_come_before_the_input_ends(self):
        articles = EXTRACTOR.stream(itertools.repeat(TEXT))
        first = next(articles)
        self.assertEqual(first.attributions[0]["source"]["text"], "Anna Larsen")
        articles.close()

    def test_trouble_of_the_input_is_raised(self):
        def articles():
            yield TEXT
            raise LookupError("the database is gone")

        labelled = EXTRACTOR.stream(articles())
        next(labelled)
        with self.assertRaisesRegex(LookupError, "the database is gone"):
            next(labelled)

    def test_several_threads_use_one_model(self):
        expected, found = EXTRACTOR.extract(TEXT), []
        threads = [threading.Thread(target=lambda: found.append(EXTRACTOR.extract(TEXT))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [expected] * 4)

    def test_the_number_of_threads_does_not_matter(self):
        texts = [TEXT, "The minister denied it. " * 30] * 5
        one, four = (saidso.Extractor(threads=threads).extract(texts) for threads in (1, 4))
        self.assertEqual(list(one), list(four))

    def test_an_extractor_can_be_pickled(self):
        copy = pickle.loads(pickle.dumps(saidso.Extractor(precision="fp32", threads=1)))
        self.assertEqual(copy.extract(TEXT).sources[0]["name"], "Anna Larsen")


class Tables(unittest.TestCase):
    def setUp(self):
        self.corpus = quietly([{"id": "a", "text": TEXT, "year": 2024}, {"id": "c"}])

    def test_rows_need_no_other_package(self):
        rows = self.corpus.rows("attributions")
        found = [(row["article"], row["source_name"], row["meta_year"]) for row in rows]
        self.assertEqual(found, [("a", "Anna Larsen", 2024)])
        self.assertEqual([row["id"] for row in self.corpus.rows("articles")], ["a", "c"])
        with self.assertRaisesRegex(ValueError, "there is no table 'quotes'; tables are articles, sentences"):
            self.corpus.rows("quotes")

    def test_files_are_those_of_the_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "labels.jsonl")
            self.corpus.to_jsonl(path)
            self.assertEqual([a.record for a in saidso.Corpus.from_jsonl(path)], [a.record for a in self.corpus])
            self.corpus.to_parquet(path, "claims")
            self.assertEqual(path.read_bytes()[:4], b"PAR1")

    @needs("pandas", "pyarrow", "polars")
    def test_frames_have_the_columns_of_rows(self):
        for table in ("articles", "sentences", "attributions", "claims", "sources"):
            with self.subTest(table=table):
                arrow, pandas = self.corpus.to_arrow(table), self.corpus.to_pandas(table)
                polars = self.corpus.to_polars(table)
                self.assertEqual(arrow.column_names, list(pandas.columns))
                self.assertEqual(arrow.column_names, polars.columns)
                rows = self.corpus.rows(table)
                self.assertEqual([len(arrow), len(pandas), len(polars)], [len(rows)] * 3)
                if table != "articles":
                    self.assertEqual({name for row in rows for name in row} - set(arrow.column_names), set())
                    self.assertEqual(list(pandas["meta_year"]), [2024] * len(rows))
        self.assertEqual(len(saidso.Corpus().to_pandas("claims")), 0)

    @needs("pandas")
    def test_columns_of_a_frame_are_named(self):
        import pandas

        frame = pandas.DataFrame(
            {"body": [TEXT, None], "text": ["x", "y"], "n": [1, 2], "day": pandas.to_datetime(["2026-11-24", None])},
            index=["p", "q"],
        )
        corpus = quietly(frame, text="body")
        self.assertEqual([(a.id, a.error) for a in corpus], [("p", None), ("q", "no text")])
        self.assertEqual(corpus[0].metadata, {"text": "x", "n": 1, "day": "2026-11-24T00:00:00"})
        with self.assertRaisesRegex(ValueError, "there is no 'content' in the DataFrame, which has 'body', 'text'"):
            EXTRACTOR.extract(frame, text="content")
        with self.assertRaisesRegex(ValueError, "name the one that holds the title"):
            EXTRACTOR.extract(frame, title="headline")
        with self.assertRaisesRegex(TypeError, "'n' holds an int"):
            EXTRACTOR.extract(frame, text="n")

    @needs("polars", "pyarrow")
    def test_frames_of_polars_and_arrow_are_read(self):
        import polars

        frame = polars.DataFrame({"url": ["u"], "body": [TEXT], "tags": [["a", "b"]]})
        for given in (frame, frame.to_arrow()):
            corpus = EXTRACTOR.extract(given, text="body", id="url")
            self.assertEqual([(a.id, a.metadata) for a in corpus], [("u", {"tags": ["a", "b"]})])


class Notebook(unittest.TestCase):
    def test_markup_in_articles_is_escaped(self):
        text = "“<script>alert(1)</script>,” said Anna Larsen."
        article = EXTRACTOR.extract({"id": "<b>", "title": "<i>Port</i>", "text": text})
        for html in (article._repr_html_(), saidso.Corpus([article])._repr_html_()):
            self.assertNotRegex(html, "<(script|b|i)>")
        self.assertIn("Anna Larsen", article._repr_html_())
        self.assertIn("no text", quietly("")._repr_html_())


class Spacy(unittest.TestCase):
    @needs("spacy")
    def test_the_component_marks_spans_and_sentences(self):
        import spacy

        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        nlp.add_pipe("saidso", config={"threads": 1})
        for doc in [nlp(TEXT), *nlp.pipe([TEXT, TEXT])]:
            spans = [(span.label_, span.text) for span in doc.spans["saidso"]]
            self.assertEqual(spans[:2], [("SOURCE", "Anna Larsen"), ("CUE", "said")])
            self.assertEqual([sent._.saidso_label for sent in doc.sents], ["quote", "reported_fact"])
            self.assertEqual(doc._.saidso["sources"][0]["name"], "Anna Larsen")
        self.assertEqual(nlp("")._.saidso.get("error", {}).get("reason"), "no text")


if __name__ == "__main__":
    unittest.main()
