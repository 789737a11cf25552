using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Text;

public sealed class TreeRefusalTests
{
    [Theory]
    [InlineData("", "f.yaml yaml.empty")]
    [InlineData("# only\n", "f.yaml yaml.empty")]
    [InlineData("- a\n", "f.yaml:1:1 yaml.top")]
    [InlineData("a: &x 1\nb: *x\n", "f.yaml:1:4 yaml.anchor, f.yaml:2:4 yaml.alias")]
    [InlineData("a: !t 1\n", "f.yaml:1:4 yaml.tag")]
    [InlineData("a: !e!x 1\n", "f.yaml:1:4 yaml.tag")]
    [InlineData("%YAML 1.2\n---\na: 1\n", "f.yaml:1:1 yaml.directive")]
    [InlineData("a: 1\n---\nb: 2\n", "f.yaml:2:1 yaml.documents")]
    [InlineData("<<: 1\n", "f.yaml:1:1 yaml.merge")]
    [InlineData("a: 1\nb: 2\na: 3\nb: 4\n", "f.yaml:3:1 yaml.duplicate, f.yaml:4:1 yaml.duplicate")]
    [InlineData("a: {b: c}\n", "f.yaml:1:4 yaml.flow")]
    [InlineData("a: [[b], c]\n", "f.yaml:1:5 yaml.flow")]
    [InlineData("a: [1,200]\n", "f.yaml:1:7 yaml.flow")]
    [InlineData("? a\n: b\n", "f.yaml:1:3 yaml.key")]
    [InlineData("[a]: b\n", "f.yaml:1:1 yaml.key")]
    [InlineData(": b\n", "f.yaml:1:1 yaml.key")]
    [InlineData("a: [1, 2\nb: 3\n", "f.yaml:1:4 yaml.unclosed")]
    [InlineData("a: 'b\nc: d\n", "f.yaml:1:4 yaml.unclosed")]
    [InlineData("a: \"b", "f.yaml:1:4 yaml.unclosed")]
    [InlineData("a: \"\\q\"\n", "f.yaml:1:4 yaml.escape")]
    [InlineData("a: \"\\ud800\"\n", "f.yaml:1:4 yaml.escape")]
    [InlineData("a: \"\\0\"\n", "f.yaml:1:4 yaml.control")]
    [InlineData("a: b: c\n", "f.yaml:1:5 yaml.colon")]
    [InlineData("a: 1\nb\n", "f.yaml:2:1 yaml.colon")]
    [InlineData("a: @b\n", "f.yaml:1:4 yaml.character")]
    [InlineData("a: }\n", "f.yaml:1:4 yaml.character")]
    [InlineData("a:\n  b: 1\n c: 2\n", "f.yaml:3:2 yaml.indentation")]
    [InlineData("a:\n\tb: 1\n", "f.yaml:2:1 yaml.tab")]
    [InlineData("a: 1\rb: 2", "f.yaml:1:5 yaml.lineend")]
    [InlineData("a: 1\0\nb: \u202E2\n", "f.yaml:1:5 yaml.control, f.yaml:2:4 yaml.control")]
    public void What_an_agreement_does_not_have_is_refused_in_its_place(string yaml, string expected) => Problems(yaml).ShouldBe(expected);

    [Fact]
    public void Wrong_encodings_are_refused_in_their_place()
    {
        Problems([0xEF, 0xBB, 0xBF, .. "a: 1\n"u8]).ShouldBe("f.yaml:1:1 yaml.bom");
        Problems(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a: 1")).ToArray()).ShouldBe("f.yaml:1:1 yaml.encoding");
        Problems(Encoding.Unicode.GetBytes("a: 1")).ShouldBe("f.yaml:1:1 yaml.encoding");
        Problems(Encoding.UTF32.GetBytes("a: 1")).ShouldBe("f.yaml:1:1 yaml.encoding");
        Problems(Encoding.Latin1.GetBytes("a: 1\nb: schön, früh\n")).ShouldBe("f.yaml:2:7 yaml.encoding, f.yaml:2:13 yaml.encoding");
    }

    [Fact]
    public void A_tree_of_64_levels_is_read_and_a_deeper_one_is_not()
    {
        static string Nested(int levels) => string.Concat(Enumerable.Range(0, levels).Select(i => $"{new string(' ', i)}a:\n"));

        Problems(Nested(64)).ShouldBe("");
        Problems(Nested(65)).ShouldBe("f.yaml:65:65 yaml.depth");
        Problems(new string('[', 1 << 20)).ShouldBe("f.yaml:1:65 yaml.depth");
    }

    [Fact]
    public void A_file_over_one_mebibyte_is_not_read()
    {
        Problems("a: " + new string('x', (1 << 20) - 3)).ShouldBe("");
        Problems("a: " + new string('x', (1 << 20) - 2)).ShouldBe("f.yaml yaml.size");
    }

    [Fact]
    public void A_hundred_problems_of_a_kind_are_shown_and_the_rest_is_counted()
    {
        var problems = Tree.Parse("f.yaml", string.Concat(Enumerable.Repeat("a: 1\n", 1000))).Problems;

        problems.Count.ShouldBe(101);
        problems[^1].Message.ShouldBe("There are 899 more problems like the ones above.");
    }

    [Fact]
    public void Any_bytes_give_a_tree_or_problems() =>
        Prop.ForAll<byte[]>(bytes => IsAnswered(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_damaged_agreement_gives_a_tree_or_problems()
    {
        var gen = from seed in Gen.Choose(0, int.MaxValue) from cuts in Gen.Choose(1, 6) select Damage(seed, cuts);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(gen.ToArbitrary(), IsAnswered));
    }

    static bool IsAnswered(byte[] bytes)
    {
        var tree = Tree.Parse("f.yaml", bytes);
        return (tree.Root is not null || !tree.Problems.Equals([])) && tree.Problems.All(p => p.Message.EndsWith('.') && p.At.File == "f.yaml");
    }

    static byte[] Damage(int seed, int cuts)
    {
        var random = new Random(seed);
        var bytes = Encoding.UTF8.GetBytes(Whole).ToList();
        for (var i = 0; i < cuts && bytes.Count > 2; i++)
        {
            var at = random.Next(bytes.Count);
            var length = random.Next(1, Math.Min(40, bytes.Count - at + 1));
            switch (random.Next(5))
            {
                case 0: bytes.RemoveRange(at, Math.Min(length, bytes.Count - at)); break;
                case 1: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(length, bytes.Count - at))); break;
                case 2: var other = random.Next(bytes.Count); (bytes[at], bytes[other]) = (bytes[other], bytes[at]); break;
                case 3: bytes[at] = (byte)random.Next(256); break;
                default: bytes.Insert(at, (byte)Signs[random.Next(Signs.Length)]); break;
            }
        }
        return [.. bytes];
    }

    const string Signs = "[]{}:-?|>'\"#&*!%@,\t\r\n ";

    const string Whole = """
        # An agreement
        surety: 1
        title: "Managed services \u00e4"
        parties:
          provider:
            name: Northwind Services Ltd  # who
        scope:
          services:
            web shop:
              parts: [checkout, catalogue]
              covers:
                - hosting, updates and backups (daily, kept 30 days)
              fee: EUR 4000.00 per month
        escalation:
          other terms:
            - |
              These credits are the 'sole' remedy.
            - >-
              Folded
              text: with colon
            - 'it''s'
        """;

    static string Problems(string yaml) => Problems(Encoding.UTF8.GetBytes(yaml));

    static string Problems(byte[] yaml) => string.Join(", ", Tree.Parse("f.yaml", yaml).Problems.Select(p => $"{p.At} {p.Code}"));
}
