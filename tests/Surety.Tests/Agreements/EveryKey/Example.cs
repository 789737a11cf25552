using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;

namespace Surety.Tests.Agreements.EveryKey;

/// <summary>An agreement and facts that are rich enough for its keys to bite, and a table of changes to it.</summary>
/// <remarks>
/// A folder with <c>agreement.yaml</c>, <c>facts.jsonl</c> and <c>changes.txt</c>; a <c>later.yaml</c> is an amendment that stays as it is, files <c>*.terms.yaml</c> are layers. The head of the table says
/// which statements are asked for (<c>periods:</c>), from when (<c>as of:</c>), what deadlines count from (<c>from:</c>) and which days of calendars are listed (<c>days:</c>).
/// </remarks>
sealed record Example(string Name, string Text, ValueList<Layer> Layers, ValueList<Agreement> Later, FactSet Facts, ValueList<Window> Periods, Instant AsOf, ValueList<Instant> From, Interval Days, ValueList<Change> Changes)
{
    public static ValueList<Example> All { get; } = Directory.GetDirectories(Source.File("tests", "Surety.Tests", "Agreements", "EveryKey")).Order(StringComparer.Ordinal).Select(Read).ToValueList();

    static Example Read(string folder)
    {
        var name = Path.GetFileName(folder);
        var lines = File.ReadAllLines(Path.Combine(folder, "changes.txt"));
        var asOf = At(Head("as of"));
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", File.ReadAllBytes(Path.Combine(folder, "facts.jsonl")));
        var facts = builder.Build(asOf);
        if (builder.Problems.Count > 0) throw new InvalidOperationException($"{name}: {string.Join("\n", builder.Problems)}");
        var text = File.ReadAllText(Path.Combine(folder, "agreement.yaml"));
        ValueList<Agreement> later = Path.Combine(folder, "later.yaml") is var path && File.Exists(path) ? [AgreementFile.Parse("later.yaml", File.ReadAllBytes(path)).Agreement!] : [];
        var layers = Directory.GetFiles(folder, "*.terms.yaml").Order(StringComparer.Ordinal).Select(f => Layer.Parse(Path.GetFileName(f), File.ReadAllBytes(f))!).ToValueList();
        var zone = AgreementFile.Parse("agreement.yaml", Encoding.UTF8.GetBytes(text), layers) is { Agreement: { } sound } ? sound.Zone : throw new InvalidOperationException($"{name} is no agreement.");
        var days = Head("days").Split(" to ").Select(d => LocalDatePattern.Iso.Parse(d).Value).ToList();
        return new(
            name, text, layers, later, facts, Head("periods").Split(' ').Select(p => PeriodOf(p, zone)).ToValueList(), asOf, Head("from").Split(' ').Select(At).ToValueList(),
            new(days[0].AtMidnight().InUtc().ToInstant(), days[1].AtMidnight().InUtc().ToInstant()), Change.Read($"{name}/changes.txt", lines).ToValueList());

        string Head(string key) => lines.First(l => l.StartsWith(key + ": ", StringComparison.Ordinal))[(key.Length + 2)..];
    }

    static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    static Window PeriodOf(string text, DateTimeZone zone)
    {
        var period = ((Result<CalendarPeriod>.Ok)Surety.Text.Phrase.Period("period", text)).Value;
        var rule = period.Length switch { 1 => WindowRule.Month, 3 => WindowRule.Quarter, _ => WindowRule.Year };
        return rule.At(period.Start, zone);
    }
}
