using Shouldly;
using Surety.Text;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Surety.Tests.Text;

/// <summary>What the parser makes of a text whose comments are put aside is what it makes of one whose comments are skipped. Not of damaged texts, behind whose fault nobody looks for comments.</summary>
public sealed class CommentsAsideTests
{
    static readonly string[] Texts = [.. Directory.GetFiles(Source.File("tests", "Surety.Tests"), "*.yaml", SearchOption.AllDirectories).Where(f => !f.Contains("Found", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText).Append("a: |  # b\n  # c\n\n d: [e, f] # g\nh:\n- i # j\n# k\n")];

    [Fact]
    public void Comments_put_aside_leave_what_skipped_comments_leave()
    {
        var random = new Random(1);
        var compared = 0;
        foreach (var text in Texts)
            for (var i = 0; i < 30; i++)
            {
                var source = SourceText.Read("f", WithComments(text, random), new Problems()).ShouldNotBeNull();
                if (Tree.Events(source, new Scanner(new StringReader(source.Text), skipComments: true), new Problems()) is not { } skipped) continue;
                var aside = new CommentsAside(new Scanner(new StringReader(source.Text), skipComments: false));
                // What cannot be read so, or has a fault, is read the other way.
                var problems = new Problems();
                if (Tree.Events(source, aside, problems) is not { } events || problems.Count > 0) continue;
                events.Select(Told).ShouldBe(skipped.Select(Told), source.Text);
                aside.Comments.Select(c => (c.Start, c.Value, c.IsInline)).ShouldBe(CommentPlaces.Found(source).Select(c => (c.Start, c.Value, c.IsInline)), source.Text);
                compared++;
            }
        compared.ShouldBeGreaterThan(500);
    }

    static string Told(ParsingEvent e) => $"{e.GetType().Name} {e.Start.Line}:{e.Start.Column} {(e as Scalar)?.Value} {(e as Scalar)?.Style}";

    /// <summary>The text with comments behind some lines and between some, wherever that falls.</summary>
    static string WithComments(string text, Random random) => string.Join('\n', text.Split('\n').SelectMany(line => random.Next(6) switch
    {
        0 => [$"{line} # why: {random.Next(9)}"],
        1 => [$"{new string(' ', random.Next(8))}# - [note", line],
        _ => new[] { line },
    }));
}
