using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Facts;
using Surety.Storage.Facts;
using Xunit;

namespace Surety.Integration.Tests.Facts;

public sealed class MappingTests
{
    [Fact]
    public void CSV_says_what_JSON_Lines_say()
    {
        var builder = new FactBuilder();

        FactTables.Read(builder, "night.csv", "type,at,state,service,labels.probe\r\nstate,2026-10-01T08:00:00Z,up,\"web \"\"shop\"\"\",http\r\nstate,2026-10-01T08:01:00,up,x,\r\nstate,up\r\n"u8);

        var set = builder.Build();
        set.States.Single().Labels.ToString().ShouldBe("probe=http, service=web \"shop\"");
        builder.Counts.Single().RefusedLines.ShouldBe([3, 4]);
        builder.Problems.Select(p => $"{p.At} {p.Code}").ShouldBe(["night.csv:3:7 fact.instant", "night.csv:4:1 table.row"]);
    }

    [Theory]
    [InlineData("zone: Europe/Berlin\ndates: d.M.yyyy HH:mm", "1.7.2026 10:00", "2026-07-01T08:00:00Z")]
    [InlineData("zone: Europe/Berlin\ndates: d.M.yyyy HH:mm", "29.3.2026 02:30", "2026-03-29T01:30:00Z")]
    [InlineData("zone: Europe/Berlin\ndates: d.M.yyyy HH:mm", "25.10.2026 02:30", "2026-10-25T00:30:00Z")]
    [InlineData("zone: Europe/Berlin\ndates: d.M.yyyy HH:mm\nrepeated: later", "25.10.2026 02:30", "2026-10-25T01:30:00Z")]
    [InlineData("zone: Europe/Berlin\ndates: d.M.yyyy HH:mm\nrepeated: refuse", "25.10.2026 02:30", null)]
    [InlineData("zone: Europe/Berlin\ndates: d.M.yyyy HH:mm\nskipped: refuse", "29.3.2026 02:30", null)]
    [InlineData("repair:\n  stamped as: UTC\n  really: America/New_York", "2026-07-01T10:00:00Z", "2026-07-01T14:00:00Z")]
    [InlineData("repair:\n  shift: -90 min", "2026-07-01T10:00:00Z", "2026-07-01T08:30:00Z")]
    [InlineData("", "2026-07-01T10:00:00+02:00", "2026-07-01T08:00:00Z")]
    [InlineData("", "2026-07-01T10:00:00", null)]
    public void Stamps_become_instants(string how, string stamp, string? expected)
    {
        var (lines, builder) = Read($"mapping: x\n{how}\nfacts:\n  - type: value\n    at: column when\n    value: column n\n", $"when,n\n{stamp},7\n");

        lines.ShouldBe(expected is null ? [] : [$$"""{"type":"value","source":"x","at":"{{expected}}","value":7}"""]);
        if (expected is null) builder.Problems[0].At.ToString().ShouldBe("t.csv:2:1");
    }

    [Fact]
    public void Rows_are_kept_chosen_and_translated()
    {
        var (lines, _) = Read("""
            mapping: desk
            table:
              delimiter: ;
              header: [id, kind, state]
            keep when:
              - kind = a or b
              - id is not missing
            missing: "?"
            once per: column id
            facts:
              - type: ticket
                only when: state is not missing
                ticket: column id
                event:
                  column: state
                  values:
                    Resolved: resolved
                at: "2026-10-01T08:00:00Z"
                labels:
                  kind: column kind
            """, "1;a;New\n1;a;Resolved\n2;c;New\n?;a;New\n3;b;?\n");

        lines.ShouldBe(["""{"type":"ticket","source":"desk","ticket":"1","event":"resolved","at":"2026-10-01T08:00:00Z","labels":{"kind":"a"}}"""]);
    }

    [Theory]
    [InlineData("mapping: x\nzoen: UTC\nfacts:\n  - type: value\n    at: column a\n", "m.yaml:2:1: error key.unknown: The key 'zoen' is not known here. Did you mean 'zone'?")]
    [InlineData("mapping: x\nfacts:\n  - type: valeu\n", "m.yaml:3:11: error fact.type")]
    [InlineData("mapping: x\nkeep when: whatever\nfacts:\n  - type: value\n", "m.yaml:2:12: error mapping.test")]
    [InlineData("mapping: x\ndates: QQ\nfacts:\n  - type: value\n", "m.yaml:2:8: error mapping.dates")]
    public void A_mapping_that_cannot_be_read_says_where_and_why(string text, string expected) =>
        Mapping.Parse("m.yaml", Encoding.UTF8.GetBytes(text)).ShouldBeOfType<Result<Mapping>.Refused>().Problems.ShouldContain(p => p.ToString().StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void A_column_that_the_table_has_not_is_named()
    {
        var (_, builder) = Read("mapping: x\nfacts:\n  - type: value\n    at: column wehn\n    value: column n\n", "when,n\n1,2\n");

        builder.Problems.Single().ToString().ShouldBe("t.csv:1: error table.column: The table has no column 'wehn', which the mapping names. Did you mean 'when'?");
    }

    [Fact]
    public void Any_bytes_give_facts_or_problems()
    {
        var piece = Gen.OneOf(Gen.Elements("\"", "\"\"", ",", "\n", "\r\n", "type", "at", "state", "up", "2026-10-01T08:00:00Z", "labels.x", "é"), Gen.Choose(0, 0xFF).Select(c => ((char)c).ToString()));
        var bytes = Gen.OneOf(Gen.ListOf(piece).Select(p => Encoding.UTF8.GetBytes(string.Concat(p))), Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b)));

        Prop.ForAll(bytes.ToArbitrary(), b =>
        {
            FactTables.Read(new FactBuilder(), "t.csv", b);
            Mapping.Parse("m.yaml", b);
        }).QuickCheckThrowOnFailure();
    }

    static (ValueList<string> Lines, FactBuilder Builder) Read(string mapping, string table)
    {
        var read = Mapping.Parse("m.yaml", Encoding.UTF8.GetBytes(mapping)).ShouldBeOfType<Result<Mapping>.Ok>().Value;
        var builder = new FactBuilder();
        return (MappedTable.Read(read, builder, "t.csv", Encoding.UTF8.GetBytes(table)).Lines, builder);
    }
}
