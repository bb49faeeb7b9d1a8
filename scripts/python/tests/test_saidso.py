"""The package with the real program, which SAIDSO_BINARY names."""

import itertools
import os
import signal
import unittest

import saidso

TEXT = "“We had no choice,” said Anna Larsen. It rained."


class Extract(unittest.TestCase):
    def test_one_article_in_one_record_out_in_order(self):
        articles = [TEXT, {"id": "b", "text": TEXT, "date": "2026-11-24"}, {"id": "c"}, {"id": "d", "text": "  "}, TEXT]
        records = list(saidso.extract(articles))
        self.assertEqual(len(records), 5)
        self.assertEqual([record["id"] for record in records[1:4]], ["b", "c", "d"])
        self.assertEqual(["error" in record for record in records], [False, False, True, True, False])
        self.assertEqual(records[1]["metadata"], {"date": "2026-11-24"})
        self.assertEqual(records[0]["sentences"], records[4]["sentences"])
        for span in [sentence for sentence in records[0]["sentences"]]:
            self.assertEqual(TEXT[span["start"] : span["end"]], span["text"])

    def test_records_come_before_the_input_ends(self):
        records = saidso.extract(itertools.repeat(TEXT))
        first = next(records)
        self.assertEqual(first["attributions"][0]["source"]["text"], "Anna Larsen")
        records.close()

    def test_errors_are_raised_where_that_is_wanted(self):
        with self.assertRaisesRegex(saidso.ArticleError, "c: there is no field `text`"):
            list(saidso.extract([{"id": "c"}], errors="raise"))

    def test_trouble_of_the_input_is_raised(self):
        def articles():
            yield TEXT
            raise ValueError("the database is gone")

        with self.assertRaisesRegex(ValueError, "the database is gone"):
            list(saidso.extract(articles()))

    def test_a_program_that_ends_early_is_no_silent_loss(self):
        with saidso.Saidso() as process:
            records = process.extract(itertools.repeat(TEXT))
            next(records)
            os.kill(process.pid, signal.SIGKILL)
            with self.assertRaisesRegex(saidso.SaidsoError, "status -9"):
                for _ in records:
                    pass

    def test_what_cannot_start_says_so(self):
        with self.assertRaisesRegex(saidso.SaidsoError, "SAIDSO_BINARY"):
            list(saidso.extract([TEXT], binary="/nowhere/saidso"))
        with self.assertRaisesRegex(saidso.SaidsoError, "no model folder"):
            list(saidso.extract([TEXT], model="/nowhere/model"))

    def test_frames_have_a_row_for_each_item(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("pandas is not installed")
        frame = saidso.to_pandas(saidso.extract([TEXT, {"id": "c"}]), rows="attributions")
        self.assertEqual(list(frame["source_name"]), ["Anna Larsen"])
        self.assertEqual(list(frame["content_unquoted"]), ["We had no choice"])
        titled = {"id": "t", "title": "No pier", "text": TEXT, "desk": "Harbour"}
        claims = saidso.to_pandas(saidso.extract([titled]), rows="claims")
        self.assertEqual(set(claims["title"]) | set(claims["meta_desk"]), {"No pier", "Harbour"})
        self.assertEqual(len(saidso.to_pandas(saidso.extract([TEXT]))), 2)


if __name__ == "__main__":
    unittest.main()
