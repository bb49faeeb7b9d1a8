"""The Python of docs/python.md, from top to bottom."""

import contextlib
import io
import os
import pathlib
import re
import tempfile
import unittest

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "python.md"
NEWS = """url,headline,body,outlet,date
https://example.org/1,Port closes,"“We had no choice,” said Anna Larsen, who runs it. It rained.",Herald,2026-11-24
https://example.org/2,A shame,"That is shameful. The minister said the port was safe.",Courier,2026-11-25
"""


class Page(unittest.TestCase):
    def test_every_snippet_runs(self):
        blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        self.assertGreaterEqual(len(blocks), 10)
        names, missing = {"__name__": "snippets"}, set()
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                pathlib.Path("news.csv").write_text(NEWS, encoding="utf-8")
                pathlib.Path("corpus").mkdir()
                pathlib.Path("corpus/a.txt").write_text("“It is over,” said Anna Larsen.", encoding="utf-8")
                for number, block in enumerate(blocks, 1):
                    with self.subTest(snippet=number, code=block), contextlib.redirect_stdout(io.StringIO()):
                        try:
                            exec(compile(block, f"{PAGE.name}, snippet {number}", "exec"), names)
                        except ImportError as error:
                            missing.add(error.name or str(error))
                        except NameError:
                            # It uses what a snippet that needs a missing package would have made.
                            if not missing:
                                raise
            finally:
                os.chdir(before)
        if missing:
            self.skipTest(f"some snippets need {', '.join(sorted(missing))}")


if __name__ == "__main__":
    unittest.main()
