# Builds saidso from a source archive. docs/releasing.md says which values belong to a release.
class Saidso < Formula
  desc "Label news articles: fact, quote or opinion, and who said it"
  homepage "https://example.org/saidso"
  url "https://example.org/saidso/archive/v0.2.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args(path: "crates/cli")
    # The program looks for its model in the folders above its own.
    prefix.install "models"
    generate_completions_from_executable(bin/"saidso", "completions", shells: [:bash, :zsh, :fish])
    (buildpath/"saidso.1").write Utils.safe_popen_read(bin/"saidso", "man")
    man1.install "saidso.1"
  end

  test do
    (testpath/"story.txt").write "“It is over,” said Anna Larsen.\n"
    assert_match "Anna Larsen", shell_output("#{bin}/saidso extract --quiet story.txt")
  end
end
