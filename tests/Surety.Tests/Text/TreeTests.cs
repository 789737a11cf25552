using Shouldly;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Text;

public sealed class TreeTests
{
    [Fact]
    public void Every_value_is_text()
    {
        var root = Read("surety: 1\nstart: 2026-01-01\non: yes\nnothing:\nparts: [checkout, catalogue]\n");

        root.Entries.Select(e => e.Key.Text).ShouldBe(["surety", "start", "on", "nothing", "parts"]);
        Text(root, "start").ShouldBe("2026-01-01");
        Text(root, "on").ShouldBe("yes");
        Text(root, "nothing").ShouldBe("");
        root.Find("parts").ShouldBeOfType<Node.Sequence>().Items.Cast<Node.Scalar>().Select(s => s.Text).ShouldBe(["checkout", "catalogue"]);
    }

    [Fact]
    public void Nodes_know_where_they_stand()
    {
        var root = Read("scope:\n  services:\n    - name: shop\n");

        root.Entries[0].Key.At.ShouldBe(new Location("f.yaml", 1, 1));
        var services = (Node.Sequence)((Node.Mapping)root.Entries[0].Value).Entries[0].Value;
        services.Items[0].At.ShouldBe(new Location("f.yaml", 3, 7));
        ((Node.Mapping)services.Items[0]).Entries[0].Value.At.ShouldBe(new Location("f.yaml", 3, 13));
    }

    [Theory]
    [InlineData("a: one two", "two", 1, 8)]
    [InlineData("a: 'it''s two'", "two", 1, 11)]
    [InlineData("a: \"x\\ty\\u00e4 two\"", "two", 1, 16)]
    [InlineData("a: |\n  one\n  two\n", "two", 3, 3)]
    [InlineData("a: |-  # why\n  one\n\n    two\n", "two", 4, 5)]
    [InlineData("a: >\n  one\n  two\n", "two", 3, 3)]
    [InlineData("a: one\n  two", "two", 2, 3)]
    [InlineData("a: one\r\n  two\r\n", "two", 2, 3)]
    public void A_place_in_a_text_is_a_place_in_the_file(string yaml, string word, int line, int column)
    {
        var scalar = (Node.Scalar)Read(yaml).Entries[0].Value;

        scalar.LocationAt(scalar.Text.IndexOf(word, StringComparison.Ordinal)).ShouldBe(new Location("f.yaml", line, column));
    }

    [Fact]
    public void The_place_behind_a_text_is_behind_its_last_character()
    {
        var scalar = (Node.Scalar)Read("a: one two # why").Entries[0].Value;

        scalar.LocationAt(scalar.Text.Length).Column.ShouldBe(11);
    }

    [Fact]
    public void Comments_stay_with_what_they_explain()
    {
        var tree = Tree.Parse("f.yaml", """
            # the head

            a: 1 # one
            b: # the list
              # first
              - x # ex
              # second
              - k: v
                # block
                m: |  # literal
                  text # not a comment
            c: # empty
            # the end
            """);

        var root = tree.Root.ShouldNotBeNull();
        Comments(root.Entries[0].Key).ShouldBe("# the head|");
        Comments(root.Entries[0].Value).ShouldBe("|# one");
        Comments(root.Entries[1].Key).ShouldBe("|# the list");
        var items = ((Node.Sequence)root.Entries[1].Value).Items;
        Comments(items[0]).ShouldBe("# first|# ex");
        var second = (Node.Mapping)items[1];
        Comments(second.Entries[0].Key).ShouldBe("# second|");
        Comments(second.Entries[1].Key).ShouldBe("# block|");
        Comments(second.Entries[1].Value).ShouldBe("|# literal");
        Comments(root.Entries[2].Value).ShouldBe("|# empty");
        tree.End.ShouldBe<ValueList<string>>(["# the end"]);
        tree.Problems.ShouldBeEmpty();
    }

    static string Comments(Node node) => ((Node.Scalar)node).Comments is var c ? $"{string.Join('+', c.Before)}|{c.After}" : "";

    static string Text(Node.Mapping root, string key) => root.Find(key).ShouldBeOfType<Node.Scalar>().Text;

    static Node.Mapping Read(string yaml)
    {
        var tree = Tree.Parse("f.yaml", yaml);
        tree.Problems.ShouldBeEmpty();
        return tree.Root.ShouldNotBeNull();
    }
}
