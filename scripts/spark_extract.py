#!/usr/bin/env python3
"""Labels the articles of a Spark data set with saidso, as a step of a Spark job in which each task runs the program.

    spark-submit --archives saidso-0.2.0-linux-x86_64.tar.gz#saidso scripts/spark_extract.py INPUT OUTPUT [options]

INPUT is Parquet or JSON that Spark can read, from any storage; OUTPUT becomes Parquet, in as many parts as the input
has partitions. Its columns are those of `saidso extract --format parquet`, with signed integers, because Spark has no
others. An article that cannot be labelled becomes a row with `error`; one that is skipped, such as one not in
English, a row with `skipped`.

Each task starts one program with one thread, which loads the model once and labels the articles of the task's
partition. If a program dies, its task fails, and Spark runs it again. The Spark UI shows the counts of labelled,
failed and skipped articles as accumulators of the stage.

Needs PySpark 3.5 or newer with pyarrow on all nodes, and nothing else if the package is shipped with --archives.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pyarrow
import pyarrow.parquet
from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

PYTHON = Path(__file__).resolve().parent / "python"
#: Rows that are passed to Spark together.
ROWS = 64


def main():
    options = arguments()
    session = SparkSession.builder.appName("saidso").getOrCreate()
    context = session.sparkContext
    context.addPyFile(zipped_package())
    articles = session.read.format(options.format).load(options.input)
    if options.partitions:
        articles = articles.repartition(options.partitions)
    wanted = [options.text_field, options.id_field, options.title_field, *options.keep_fields]
    if options.text_field not in articles.columns:
        sys.exit(f"spark_extract: {options.input} has no column {options.text_field}, but {', '.join(articles.columns)}; see --text-field")
    articles = articles.select([name for name in dict.fromkeys(wanted) if name in articles.columns])

    schema = arrow_schema(options)
    counters = {name: context.accumulator(0) for name in ("labelled", "failed", "skipped")}
    labelled = articles.mapInArrow(extractor(options, schema, counters), from_arrow_schema(schema))
    labelled.write.mode(options.mode).parquet(options.output)
    print(", ".join(f"{counter.value} {name}" for name, counter in counters.items()), file=sys.stderr)
    session.stop()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], usage="spark-submit [...] %(prog)s INPUT OUTPUT [options]")
    parser.add_argument("input", help="the file, folder or URL that Spark reads")
    parser.add_argument("output", help="where to write the Parquet")
    parser.add_argument("--format", default="parquet", help="format of the input: parquet, json, orc, … (default: parquet)")
    parser.add_argument("--mode", default="errorifexists", choices=["errorifexists", "overwrite", "append"])
    parser.add_argument("--partitions", type=int, help="split the input into this many tasks (default: as Spark reads it)")
    parser.add_argument("--text-field", default="text", metavar="NAME")
    parser.add_argument("--id-field", default="id", metavar="NAME")
    parser.add_argument("--title-field", default="title", metavar="NAME")
    parser.add_argument("--keep-fields", default=[], type=lambda names: names.split(","), metavar="NAME,…", help="columns to keep as metadata")
    parser.add_argument(
        "--saidso",
        default="saidso/*/bin/saidso",
        metavar="PATH",
        help="the program, as the tasks see it: a path, or a pattern in their working folder (default: %(default)s, of --archives …#saidso)",
    )
    parser.add_argument("--saidso-arguments", default="", metavar="ARGUMENTS", help='options of `saidso extract`, as in "--any-language"')
    return parser.parse_args()


def zipped_package():
    """The Python package next to this script, zipped so that Spark can send it to its workers."""
    path = Path(tempfile.mkdtemp()) / "saidso-python.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((PYTHON / "saidso").glob("*.py")):
            archive.write(file, f"saidso/{file.name}")
    sys.path.insert(0, str(PYTHON))
    return str(path)


def locate(pattern):
    """The program on this machine."""
    if "*" not in pattern:
        return pattern
    folders = [Path.cwd(), Path(SparkFiles.getRootDirectory())]
    found = [path for folder in folders for path in sorted(folder.glob(pattern))]
    if not found:
        raise FileNotFoundError(f"there is no {pattern} in {' or '.join(map(str, folders))}: ship the package with --archives …#saidso")
    return str(found[0])


def arrow_schema(options):
    """The columns of the program's own Parquet, taken from a table without articles that it writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "none.parquet"
        command = [locate(options.saidso), "extract", "-", "--flush", "each", "--quiet", "--format", "parquet", "-o", str(path)]
        subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
        return pyarrow.schema([signed(field) for field in pyarrow.parquet.read_schema(path)])


def signed(field):
    """The field without unsigned integers, and always nullable."""
    return pyarrow.field(field.name, signed_type(field.type), nullable=True)


def signed_type(kind):
    if pyarrow.types.is_unsigned_integer(kind):
        return pyarrow.int64()
    if pyarrow.types.is_list(kind):
        return pyarrow.list_(signed_type(kind.value_type))
    if pyarrow.types.is_struct(kind):
        return pyarrow.struct([signed(kind.field(index)) for index in range(kind.num_fields)])
    return kind


def extractor(options, schema, counters):
    """The function that labels a partition, for `mapInArrow`."""
    fields = {options.text_field: "text", options.id_field: "id", options.title_field: "title"}
    pattern, more = options.saidso, options.saidso_arguments.split()

    def extract(batches):
        # Only the workers have the package: Spark sends it to them.
        import saidso

        def articles():
            for batch in batches:
                for row in batch.to_pylist():
                    yield {fields.get(name, name): value for name, value in row.items() if value is not None}

        rows = []
        for record in saidso.extract(articles(), binary=locate(pattern), threads=1, arguments=more):
            outcome = "failed" if "error" in record else "skipped" if "skipped" in record else "labelled"
            counters[outcome].add(1)
            if "metadata" in record:
                record["metadata"] = json.dumps(record["metadata"], ensure_ascii=False, separators=(",", ":"))
            rows.append(record)
            if len(rows) == ROWS:
                yield pyarrow.RecordBatch.from_pylist(rows, schema=schema)
                rows = []
        if rows:
            yield pyarrow.RecordBatch.from_pylist(rows, schema=schema)

    return extract


if __name__ == "__main__":
    main()
