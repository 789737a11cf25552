using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Calendars;

namespace Surety.Conformance;

/// <summary>Runs case files through the engine's public path and says what passed, what failed and what was not asked.</summary>
static class Runner
{
    static readonly Dictionary<string, string[]> KnownInput = new(StringComparer.Ordinal)
    {
        ["elapsed"] = ["from", "to", "inclusive_end", "ticket_events", "work_in_days", "schedule"],
        ["deadline"] = ["from", "seconds", "business_days", "direction", "end_of_working_day", "within_same_day", "ticket_events", "years", "schedule"],
        ["windows"] = ["after", "before", "take", "until", "for_seconds", "intersect_with", "schedule"],
        ["open"] = ["at", "schedule"],
        ["dates"] = ["after_date", "take", "schedule"],
        ["local_to_instant"] = ["local", "timezone"],
        ["schedule_valid"] = ["schedule"],
        ["ticket"] = ["targets", "priority", "agreements", "events", "schedule"],
    };

    /// <summary>Runs files, or shows one case with <c>--show ID</c>.</summary>
    /// <returns>0 when nothing failed, 1 when something did, 64 for wrong usage.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var show = args.Length > 1 && args[0] == "--show" ? args[1] : null;
        var files = show is null ? args : args[2..];
        if (files.Length == 0)
        {
            errors.WriteLine("usage: Surety.Conformance [--show ID] FILE…   (case files of the shape in cases/business-time)");
            return 64;
        }
        var (passed, failed, skipped) = (0, 0, 0);
        foreach (var file in files)
        {
            IReadOnlyList<Case> cases;
            try
            {
                cases = Case.ReadAll(File.ReadAllText(file));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException)
            {
                output.WriteLine($"failed {file}: {refused.Message}");
                failed++;
                continue;
            }
            foreach (var one in cases)
            {
                if (show is not null)
                {
                    if (one.Id == show) Show(one, output);
                    continue;
                }
                switch (Try(one))
                {
                    case Outcome.Passed:
                        passed++;
                        break;
                    case Outcome.Failed f:
                        failed++;
                        output.WriteLine($"failed {Path.GetFileName(file)} {one.Id}");
                        foreach (var d in f.Differences) output.WriteLine($"  {d.Key}: expected {d.Expected}, got {d.Got}");
                        if (one.Note != "") output.WriteLine($"  note: {one.Note}");
                        break;
                    case Outcome.Skipped s:
                        skipped++;
                        output.WriteLine($"skipped {Path.GetFileName(file)} {one.Id}: {s.Reason}");
                        break;
                }
            }
        }
        if (show is null) output.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
        return failed > 0 ? 1 : 0;
    }

    static void Show(Case one, TextWriter output)
    {
        var translation = one.Kind switch
        {
            "local_to_instant" => null,
            "ticket" => TicketAnswers.Translate(one, one.Input.GetProperty("events")),
            _ => Translation.OfCalendar(one),
        };
        output.WriteLine(translation is null ? $"{one.Input} asks the zone alone: no agreement." : translation.Agreement + (translation.Facts == "" ? "" : "--- facts.jsonl\n" + translation.Facts));
    }

    static Outcome Try(Case one)
    {
        if (one.IsQuirk) return new Outcome.Skipped("the peer's value is odd or a known defect");
        if (!KnownInput.TryGetValue(one.Kind, out var known)) return new Outcome.Skipped($"unknown kind '{one.Kind}'");
        var unknown = one.Input.EnumerateObject().Select(p => p.Name).Except(known)
            .Concat(one.Schedule is { } schedule && one.Kind != "local_to_instant" ? ScheduleText.UnknownKeys(schedule).Select(k => "schedule." + k) : []).ToList();
        if (unknown.Count > 0) return new Outcome.Skipped($"unknown key {string.Join(", ", unknown)}");
        if (one.Input.TryGetProperty("work_in_days", out _)) return new Outcome.Skipped("whole working days count 24 h there");
        if (one.Input.TryGetProperty("years", out _)) return new Outcome.Skipped("a deadline in years of working time has no counterpart here");
        return one.Kind switch
        {
            "local_to_instant" => Compare(one, LocalToInstant(one.Input)),
            "schedule_valid" => Compare(one, new Dictionary<string, string> { ["valid"] = CalendarAnswers.Text(Read(Translation.OfCalendar(one)).Agreement is not null) }),
            "ticket" => TicketAnswers.Answer(one),
            "elapsed" or "deadline" when one.Input.TryGetProperty("ticket_events", out var events) => Compare(one, TicketAnswers.Clock(one, events)),
            _ => Ask(one),
        };
    }

    static Outcome Ask(Case one)
    {
        var translation = Translation.OfCalendar(one);
        return Read(translation) switch
        {
            { Agreement: { } agreement } => Compare(one, CalendarAnswers.Of(one, agreement)),
            var refused => new Outcome.Failed([new("agreement", "readable", refused.Problems)]),
        };
    }

    /// <summary>Reads a translation as any agreement is read.</summary>
    public static (Agreement? Agreement, string Problems) Read(Translation translation)
    {
        var parsed = AgreementFile.Parse("case.yaml", Encoding.UTF8.GetBytes(translation.Agreement));
        var errors = parsed.Problems.Where(p => p.Severity == Severity.Error).ToList();
        return errors.Count > 0 ? (null, string.Join("; ", errors)) : (parsed.Agreement, "");
    }

    static Dictionary<string, string> LocalToInstant(JsonElement input)
    {
        var text = input.GetProperty("local").GetString()!;
        var isEndOfDay = text.Contains("T24:00", StringComparison.Ordinal);
        var parsed = LocalDateTimePattern.ExtendedIso.Parse(isEndOfDay ? text.Replace("T24:00", "T00:00", StringComparison.Ordinal) : text);
        if (!parsed.Success || DateTimeZoneProviders.Tzdb.GetZoneOrNull(input.GetProperty("timezone").GetString()!) is not { } zone) return new() { ["error"] = "true" };
        var local = isEndOfDay ? parsed.Value.PlusDays(1) : parsed.Value;
        return new() { ["at"] = CalendarAnswers.Text(LocalTimes.InstantOf(local, zone)) };
    }

    /// <summary>Holds answers against what the case expects; keys without an answer make it a skip, never a pass.</summary>
    public static Outcome Compare(Case one, IReadOnlyDictionary<string, string> answers)
    {
        var differences = new List<Difference>();
        var isOtherReading = false;
        foreach (var expected in one.Expected.EnumerateObject())
        {
            if (!answers.TryGetValue(expected.Name, out var got))
            {
                if (expected.Name == "none" || answers.ContainsKey("none")) got = answers.GetValueOrDefault("none") == "true" ? "none" : "not said";
                else return new Outcome.Skipped($"unknown expected key '{expected.Name}'");
            }
            var wanted = Normal(expected.Value);
            if (wanted == got) continue;
            if (expected.Name == "at" && answers.GetValueOrDefault("next_opening") == wanted) isOtherReading = true;
            else differences.Add(new(expected.Name, wanted, got));
        }
        return differences.Count > 0 ? new Outcome.Failed(differences)
            : isOtherReading ? new Outcome.Skipped("a budget used up at closing time: the peer reports the next opening, we the closing time")
            : new Outcome.Passed();
    }

    /// <summary>An expected value as answers are written.</summary>
    public static string Normal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => string.Join(" ", value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Array ? $"[{string.Join(" ", v.EnumerateArray().Select(Normal))}]" : Normal(v))),
        JsonValueKind.String when OffsetDateTimePattern.ExtendedIso.Parse(value.GetString()!) is { Success: true } at => CalendarAnswers.Text(at.Value.ToInstant()),
        _ => value.ToString(),
    };
}
