using System.Text.Json;
using NodaTime;
using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>figures.md, "Bounds": the figure that a window ends with lies inside the bounds of every instant before, and bounds only become narrower.</summary>
public sealed class BoundsOracleTests
{
    sealed record Bounds(Fraction? Low, bool LowIn, Fraction? High, bool HighIn)
    {
        public bool Holds(Fraction figure) => (Low is not { } low || (LowIn ? figure >= low : figure > low)) && (High is not { } high || (HighIn ? figure <= high : figure < high));

        public bool Holds(Bounds inner) => (Low is not { } low || (inner.Low is { } i && (i > low || (i == low && (LowIn || !inner.LowIn))))) && (High is not { } high || (inner.High is { } h && (h < high || (h == high && (HighIn || !inner.HighIn)))));
    }

    [Fact]
    public void Availability() => Run(45, seed => AvailabilityDraws.Draw(seed));

    [Fact]
    public void Tickets() => Run(45, seed => TicketDraws.Draw(seed));

    [Fact]
    public void Answers_and_values() => Run(45, SurveyDraws.Draw);

    static void Run(int cases, Func<ulong, Case> draw)
    {
        for (var seed = 2_000_001UL; seed <= 2_000_000 + (ulong)(cases * Trial.Times); seed++)
        {
            // What an exclusion is announced for changes what has been: another property's.
            var asked = draw(seed);
            asked = asked with { Facts = [.. asked.Facts.Where(f => f is not Told.Excluded)] };
            var (start, end) = (Zones.StartOfDay(asked.Zone, asked.Days.First), Zones.StartOfDay(asked.Zone, asked.Days.Next));
            var random = new Draw(seed);
            var first = start + Duration.FromMinutes(random.Whole(0, (int)(end - start).TotalMinutes - 2));
            var second = first + Duration.FromMinutes(random.Whole(1, (int)(end - first).TotalMinutes - 1));
            var (then, later, last) = (Lines(asked, first), Lines(asked, second), Lines(asked, asked.AsOf));
            foreach (var (key, line) in then)
            {
                if (Of(line) is not { } wide) continue;
                if (later.TryGetValue(key, out var next) && Of(next) is { } narrow && !wide.Holds(narrow)) Assert.Fail($"{key}: as of {first} {wide}, as of {second} {narrow}\n{asked.Replay()}");
                if (last.TryGetValue(key, out var ended) && ended.GetProperty("verdict").GetString() != "open" && Exact(ended.GetProperty("attained")) is { } figure && !wide.Holds(figure)) Assert.Fail($"{key}: as of {first} {wide}, in the end {figure}\n{asked.Replay()}");
            }
        }
    }

    static Dictionary<string, JsonElement> Lines(Case asked, Instant asOf) =>
        Engine.Statement(ContractText.Of(asked.Contract), [asked.Lines], asked.Period, asOf).GetProperty("levels").EnumerateArray()
            .ToDictionary(l => $"{l.GetProperty("level")} {l.GetProperty("scope").GetRawText()} {l.GetProperty("window").GetProperty("start")}");

    static Bounds? Of(JsonElement line)
    {
        var bounds = line.GetProperty("bounds");
        if (line.GetProperty("verdict").GetString() != "open" || bounds.ValueKind != JsonValueKind.Object) return null;
        return new(Exact(bounds.GetProperty("lowest")), bounds.GetProperty("lowestIncluded").GetBoolean(), Exact(bounds.GetProperty("highest")), bounds.GetProperty("highestIncluded").GetBoolean());
    }

    static Fraction? Exact(JsonElement figure) =>
        figure.ValueKind != JsonValueKind.Object ? null : Fraction.Parse(figure.TryGetProperty("exact", out var exact) ? exact.GetString()! : figure.GetProperty("count").GetRawText());
}
