using Surety.Text;

namespace Surety.Scope;

/// <summary>Reads workloads and until when their forecasts must be known.</summary>
internal static class ReadWorkloads
{
    public static IEnumerable<Workload> Of(MappingReader scope, Declared declared)
    {
        foreach (var (key, value) in scope.Optional("workloads").Entries())
        {
            var name = Declared.NameOf(key, scope.Problems);
            var workload = value.Mapping();
            var known = workload.Optional("forecast");
            if (workload.Optional("calendar") is { IsPresent: true } calendarAt && !known.IsPresent)
                scope.Problems.Error(calendarAt.At, "workload.calendar", "The calendar counts until when a forecast must be known, and no time is written.", "Add a line 'forecast: 10 business days before', or remove this one.");
            var unit = workload.Optional("unit").Phrase(Unit) ?? name;
            declared.Workloads[name] = unit;
            yield return new(name, unit, known.Phrase(Known), declared.CalendarAsNamed(workload.Optional("calendar")),
                workload.Optional("late").Choice(("base row", LateForecast.BaseRow), ("previous forecast", LateForecast.Previous)), new($"scope / workloads / {name}", key.At));
        }
    }

    /// <summary>unit = word</summary>
    static string? Unit(PhraseReader phrase) => phrase.TryKind(TokenKind.Word, "one word for what is counted, like 'tickets'")?.Text ?? phrase.Refuse<string>("one word for what is counted, like 'tickets'");

    /// <summary>known = span "before"</summary>
    static Span? Known(PhraseReader phrase) => Spans.Span(phrase) is { } span && phrase.ExpectWord("before") ? span : null;
}
