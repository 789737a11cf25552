using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Surety.Cli;
using Xunit;

namespace Surety.Integration.Tests.RealData;

/// <summary>
/// 480 real incidents on their way through the commands, against weekdays from 08:00 to 18:00: the verdicts of the system that they come from stand beside ours.
/// The same is worked out here a second time, from the table itself, day by day and without anything of the engine.
/// </summary>
public sealed class IncidentsTests : IDisposable
{
    readonly Prompt prompt = new();

    public void Dispose() => prompt.Dispose();

    [Fact]
    public async Task Our_verdicts_stand_beside_those_of_the_other_system()
    {
        var table = Shared.Bytes("data/uci498_sample.csv");
        var expected = Incidents(Encoding.UTF8.GetString(table)).ToList();

        var statements = await StatementsAsync(table);
        var imported = statements.Select(s => s.GetProperty("imported")[0]).ToList();

        imported.ShouldAllBe(i => i.GetProperty("of").GetString() == "made_sla" && i.GetProperty("met").GetInt32() == 302 && i.GetProperty("missed").GetInt32() == 178);
        imported.Sum(i => i.GetProperty("compared").GetInt32()).ShouldBe(480);
        var differing = imported.SelectMany(i => i.GetProperty("differences").EnumerateArray()).ToDictionary(d => d.GetProperty("ticket").GetString()!, d => d.GetProperty("metThere").GetBoolean());
        differing.ShouldBe(expected.Where(i => i.InTime != i.MadeSla).ToDictionary(i => i.Number, i => i.MadeSla), ignoreOrder: true);
        expected.Count(i => i.InTime == i.MadeSla).ShouldBe(480 - differing.Count);
        statements.SelectMany(s => s.GetProperty("levels").EnumerateArray()).Sum(l => l.GetProperty("missCount").GetInt32()).ShouldBe(expected.Count(i => !i.InTime));
    }

    async Task<List<JsonElement>> StatementsAsync(byte[] table)
    {
        var csv = prompt.Path("incidents.csv");
        await File.WriteAllBytesAsync(csv, table, TestContext.Current.CancellationToken);
        var mapped = await prompt.RunAsync("facts", csv, "--map", Shared.Own("tests/Surety.Integration.Tests/RealData/incidents.yaml"));
        mapped.Code.ShouldBe(0, mapped.Messages);
        var agreement = Shared.Own("tests/Surety.Integration.Tests/RealData/incidents-agreement.yaml");
        var printed = await prompt.RunAsync("evaluate", agreement, "--facts", prompt.Write("incidents.jsonl", mapped.Output), "--period", "2016", "--until", "2017", "--json");
        printed.Code.ShouldBe(0, printed.Messages);
        using var json = JsonDocument.Parse(printed.Output);
        return json.RootElement.GetProperty("statements").EnumerateArray().Select(s => s.Clone()).ToList();
    }

    sealed record Incident(string Number, bool MadeSla, bool InTime);

    static IEnumerable<Incident> Incidents(string table)
    {
        var rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r').Split(',')).ToList();
        int Column(string name) => Array.IndexOf(rows[0], name);
        foreach (var row in rows.Skip(1).GroupBy(r => r[0]).Select(g => g.Last()))
        {
            var opened = Stamp(row[Column("opened_at")])!.Value;
            var ended = new[] { Stamp(row[Column("resolved_at")]), Stamp(row[Column("closed_at")]) }.Where(at => at >= opened).Min();
            var hours = row[Column("priority")][0] switch { '1' => 4, '2' => 8, _ => 30 };
            yield return new(row[0], row[Column("made_sla")] == "true", ended is { } end && end <= Due(opened, hours));
        }
    }

    static DateTime? Stamp(string cell) => cell == "?" ? null : DateTime.ParseExact(cell, "d/M/yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Goes from day to day until the hours are used up; exactly at closing time it is the closing time.</summary>
    static DateTime Due(DateTime opened, int hours)
    {
        var left = TimeSpan.FromHours(hours);
        for (var day = opened.Date; ; day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            var from = opened > day.AddHours(8) ? opened : day.AddHours(8);
            var open = day.AddHours(18) - from;
            if (open <= TimeSpan.Zero) continue;
            if (left <= open) return from + left;
            left -= open;
        }
    }
}
