using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Surety.Tests.Oracle;

/// <summary>What the engine's JSON says beside what the oracle says.</summary>
static class Comparison
{
    /// <summary>Every difference; none where they agree.</summary>
    public static List<string> Differences(Case asked)
    {
        JsonElement said;
        try
        {
            said = Engine.Statement(ContractText.Of(asked.Contract), [asked.Lines], asked.Period, asked.AsOf);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            return [refused.ToString()];
        }
        return Differences(ByHand.Statement(asked), said);
    }

    public static List<string> Differences(ExpectedStatement expected, JsonElement said)
    {
        var differences = new List<string>();
        Levels(expected, said, differences);
        Credits(expected, said, differences);
        var owed = said.GetProperty("totals").EnumerateArray().Select(t => Fraction.Parse(t.GetProperty("owed").GetProperty("amount").GetString()!)).Aggregate((Fraction)0, (a, b) => a + b);
        if (owed != expected.Owed) differences.Add($"total: by hand {expected.Owed}, engine {owed}");
        foreach (var by in expected.Rights)
        {
            var right = said.GetProperty("rights").EnumerateArray().Single(r => r.GetProperty("right").GetString() == by.Name);
            // Of a right that has arisen the guide does not say how many windows it shows.
            var have = right.GetProperty("have").GetInt32();
            var hand = $"{by.State} {(by.State == "notArisen" ? by.Have : have)} {At(by.Since)} {At(by.Until)}";
            var engine = $"{right.GetProperty("state").GetString()} {have} {right.GetProperty("since").GetString()} {right.GetProperty("until").GetString()}";
            if (hand != engine) differences.Add($"right {by.Name}: by hand {hand}, engine {engine}");
        }
        return differences;
    }

    static string At(Instant? at) => at is { } instant ? InstantPattern.General.Format(instant) : "";

    static void Levels(ExpectedStatement expected, JsonElement said, List<string> differences)
    {
        var lines = said.GetProperty("levels").EnumerateArray().ToDictionary(l => Key(l, "level"));
        foreach (var by in expected.Levels)
        {
            var key = $"{by.Level.Name} [{by.Scope}] {InstantPattern.General.Format(by.Start)} to {InstantPattern.General.Format(by.End)}";
            if (!lines.Remove(key, out var line))
            {
                differences.Add($"{key}: by hand {by.Verdict}, the engine has no such line");
                continue;
            }
            void Same(string what, string? hand, string? engine)
            {
                if (hand != engine) differences.Add($"{key}: {what}: by hand {hand ?? "nothing"}, engine {engine ?? "nothing"}");
            }
            Same("verdict", by.Verdict, line.GetProperty("verdict").GetString());
            var attained = Exact(line.GetProperty("attained"));
            if (by.Verdict != "noData" || attained is not null) Same("attained", by.Attained?.ToString(), attained);
            if (by.Coverage is not null) Same("coverage", by.Coverage.ToString(), Exact(line.GetProperty("coverage")));
            if (by.BadTime is { } bad) Same("bad time", bad.ToString(), Exact(line.GetProperty("badTime")));
            Same("below minimum", by.BelowMinimum.ToString(), line.GetProperty("belowMinimum").GetBoolean().ToString());
            Same("counts", by.Counts.ToString(), line.GetProperty("counts").GetBoolean().ToString());
        }
        foreach (var (key, line) in lines) differences.Add($"{key}: the engine says {line.GetProperty("verdict")} {Exact(line.GetProperty("attained"))}, by hand there is no such line");
    }

    static void Credits(ExpectedStatement expected, JsonElement said, List<string> differences)
    {
        var lines = said.GetProperty("credits").EnumerateArray().ToDictionary(c => Key(c, "remedy"));
        foreach (var by in expected.Credits)
        {
            var key = $"{by.Credit.Name} [{by.Of.Scope}] {InstantPattern.General.Format(by.Of.Start)} to {InstantPattern.General.Format(by.Of.End)}";
            if (!lines.Remove(key, out var line))
            {
                if (by.State != "nothing") differences.Add($"{key}: by hand {by.State} {by.Amount}, the engine has no such line");
                continue;
            }
            var (hand, engine) = (Line(by.State, by.Exact, by.Amount), Line(line.GetProperty("state").GetString()!, Fraction.Parse(line.GetProperty("exact").GetString()!), Fraction.Parse(line.GetProperty("amount").GetProperty("amount").GetString()!)));
            // Of two that are equally good the text does not say which is given.
            if (by.State == "tied" && line.GetProperty("state").GetString() is ("credited" or "notTheBest")) continue;
            if (hand != engine) differences.Add($"credit {key}: by hand {hand}, engine {engine}");
        }
        foreach (var (key, line) in lines)
            if (line.GetProperty("state").GetString() != "nothing") differences.Add($"credit {key}: the engine says {line.GetProperty("state")} {line.GetProperty("exact")}, by hand there is no such line");
    }

    /// <summary>Nothing has three names: by a row of nothing, of a base of nothing, and too small to be paid.</summary>
    static string Line(string state, Fraction exact, Fraction amount) => $"{(exact == 0 && state is ("credited" or "tooSmall" or "notTheBest") ? "nothing" : state)} {exact} {amount}";

    static string Key(JsonElement line, string name)
    {
        var scope = line.GetProperty("scope").EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value.GetString()}");
        var window = line.GetProperty("window");
        return $"{line.GetProperty(name).GetString()} [{string.Join(", ", scope)}] {window.GetProperty("start").GetString()} to {window.GetProperty("end").GetString()}";
    }

    /// <summary>The exact figure; of a count, its number.</summary>
    static string? Exact(JsonElement figure) =>
        figure.ValueKind != JsonValueKind.Object ? null : figure.TryGetProperty("exact", out var exact) ? exact.GetString() : figure.GetProperty("count").GetRawText();
}
