using System.Text;
using Shouldly;
using Surety.Facts;
using Surety.Storage.Facts;
using Surety.Tests.Fuzz;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Integration.Tests.Facts;

/// <summary>Whatever bytes are handed in as a table of facts, or as a mapping: rows are taken or refused with their problems, each counted once, and nothing throws.</summary>
public sealed class TableFuzzTests
{
    static readonly string[] Tables = [.. Directory.GetFiles(Shared.Own("docs/guide/examples"), "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    static readonly string[] Mappings = [.. Directory.GetFiles(Shared.Own("docs/guide/examples/mappings"), "*.yaml").Order(StringComparer.Ordinal)];
    static readonly string[] Desks = [.. Directory.GetFiles(Shared.Own("docs/guide/examples/mappings"), "*.csv").Order(StringComparer.Ordinal)];

    [Fact]
    public void Damaged_tables_of_facts_are_taken_or_refused_row_by_row() => Hunt.Run("csv", 400, draw =>
    {
        var bytes = Mutation.Of(draw, File.ReadAllBytes(draw.Of(Tables)), File.ReadAllBytes(draw.Of(Tables)));
        return (bytes, () =>
        {
            var builder = new FactBuilder(keepsRows: true);
            FactTables.Read(builder, "fuzz.csv", bytes);
            IsSound(builder);
        }
        );
    });

    [Fact]
    public void Damaged_tables_under_a_sound_mapping_too() => Hunt.Run("mapped.csv", 200, draw =>
    {
        var bytes = Mutation.Of(draw, File.ReadAllBytes(draw.Of(Desks)), File.ReadAllBytes(draw.Of(Tables)));
        var mapping = ((Result<Mapping>.Ok)Mapping.Parse("desk.yaml", File.ReadAllBytes(draw.Of(Mappings)))).Value;
        return (bytes, () =>
        {
            var builder = new FactBuilder(keepsRows: true);
            MappedTable.Read(mapping, builder, "fuzz.csv", bytes);
            IsSound(builder);
        }
        );
    });

    [Fact]
    public void Damaged_mappings_are_refused_or_used() => Hunt.Run("mapping.yaml", 400, draw =>
    {
        var bytes = Mutation.Of(draw, File.ReadAllBytes(draw.Of(Mappings)), File.ReadAllBytes(draw.Of(Mappings)));
        var table = File.ReadAllBytes(draw.Of(Desks));
        return (bytes, () =>
        {
            switch (Mapping.Parse("fuzz.yaml", bytes))
            {
                case Result<Mapping>.Refused refused: refused.Problems.ShouldNotBeEmpty(); break;
                case Result<Mapping>.Ok { Value: var mapping }:
                    var builder = new FactBuilder(keepsRows: true);
                    MappedTable.Read(mapping, builder, "desk.csv", table);
                    IsSound(builder);
                    break;
            }
        }
        );
    });

    static void IsSound(FactBuilder builder)
    {
        foreach (var problem in builder.Problems) (problem.Message.EndsWith('.') || problem.Message.EndsWith('?')).ShouldBeTrue(problem.Message);
        foreach (var count in builder.Counts) (count.Refused == 0 || builder.Problems.Count > 0).ShouldBeTrue("rows were refused and nobody says why");
        _ = builder.Build();
    }
}
