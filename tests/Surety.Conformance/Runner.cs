using System.Text;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Conformance.Worked;

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
        ["local_to_instant"] = ["local", "timezone", "schedule"],
        ["schedule_valid"] = ["schedule"],
        ["ticket"] = ["targets", "priority", "agreements", "events", "schedule"],
    };

    /// <summary>Runs files, or shows one case with <c>--show ID</c>.</summary>
    /// <returns>0 when nothing failed, 1 when something did, 64 for wrong usage.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var show = args.Length > 1 && args[0] == "--show" ? args[1] : null;
        var files = show is null ? args : args[2..];
        if (files.Length == 0 || files[0] == "--show")
        {
            errors.WriteLine("usage: Surety.Conformance [--show ID] FILE…   (case files of the shape in cases/business-time; worked examples of the shape in cases/contracts)");
            return 64;
        }
        var count = new Count();
        foreach (var file in files)
        {
            IReadOnlyList<Case> cases;
            try
            {
                using var document = Case.Parse(File.ReadAllText(file));
                if (Example.IsIn(document.RootElement))
                {
                    RunExamples(file, Example.ReadAll(document.RootElement.Clone()), output, count);
                    continue;
                }
                cases = Case.ReadAll(document.RootElement.Clone());
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or FormatException)
            {
                output.WriteLine($"failed {file}: {refused.Message}");
                count.Failed++;
                continue;
            }
            foreach (var one in cases)
                if (show is null) Tell(file, one.Id, one.Note, Try(one), output, count);
                else if (one.Id == show) Show(one, output);
        }
        if (show is null) output.WriteLine($"{count.Passed} passed, {count.Failed} failed, {count.Skipped} skipped");
        return count.Failed > 0 ? 1 : 0;
    }

    static void RunExamples(string file, IReadOnlyList<Example> examples, TextWriter output, Count count)
    {
        var contracts = Contracts() ?? throw new FormatException("there is no folder examples/contracts above this program");
        foreach (var example in examples)
        {
            var outcome = WorkedRunner.Run(example, contracts, (key, reason) => output.WriteLine($"refused {Path.GetFileName(file)} {example.Id} {key}: {reason}"));
            Tell(file, example.Id, "", outcome, output, count);
        }
    }

    /// <summary>The contracts of the project that this program was built in.</summary>
    static string? Contracts()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "examples", "contracts") is var contracts && Directory.Exists(contracts)) return contracts;
        return null;
    }

    sealed class Count
    {
        public int Passed;
        public int Failed;
        public int Skipped;
    }

    static void Tell(string file, string id, string note, Outcome outcome, TextWriter output, Count count)
    {
        switch (outcome)
        {
            case Outcome.Passed:
                count.Passed++;
                break;
            case Outcome.Failed f:
                count.Failed++;
                output.WriteLine($"failed {Path.GetFileName(file)} {id}");
                foreach (var d in f.Differences) output.WriteLine($"  {d.Key}: expected {d.Expected}, got {d.Got}");
                if (note != "") output.WriteLine($"  note: {note}");
                break;
            case Outcome.Skipped s:
                count.Skipped++;
                output.WriteLine($"skipped {Path.GetFileName(file)} {id}: {s.Reason}");
                break;
        }
    }

    static void Show(Case one, TextWriter output)
    {
        try
        {
            if (one.Flaw is { } flaw) throw Stopped.Unreadable(flaw);
            var translation = one.Kind switch
            {
                "local_to_instant" => null,
                "ticket" => TicketAnswers.Translate(one),
                _ => Translation.OfCalendar(one),
            };
            output.WriteLine(translation is null ? $"{one.Input} asks the zone alone: no agreement." : translation.Agreement + (translation.Facts == "" ? "" : "--- facts.jsonl\n" + translation.Facts));
        }
        catch (Stopped stopped)
        {
            Tell("", one.Id, one.Note, stopped.Outcome, output, new());
        }
    }

    static Outcome Try(Case one)
    {
        try
        {
            if (one.Flaw is { } flaw) throw Stopped.Unreadable(flaw);
            if (one.IsQuirk) throw Stopped.Skipped("the peer's value is odd or a known defect");
            if (UnknownKeys(one) is { Count: > 0 } unknown) throw Stopped.Skipped($"unknown key {string.Join(", ", unknown)}");
            return Answer(one);
        }
        catch (Stopped stopped)
        {
            return stopped.Outcome;
        }
    }

    static List<string> UnknownKeys(Case one)
    {
        if (!KnownInput.TryGetValue(one.Kind, out var known)) throw Stopped.Skipped($"unknown kind '{one.Kind}'");
        var unknown = one.Input.EnumerateObject().Select(p => p.Name).Except(known).ToList();
        if (one.Schedule is { } schedule && one.Kind != "local_to_instant") unknown.AddRange(ScheduleText.UnknownKeys(schedule).Select(k => "schedule." + k));
        if (one.Kind == "windows" && one.Input.TryGetProperty("intersect_with", out var other)) unknown.AddRange(ScheduleText.UnknownKeys(other).Select(k => "intersect_with." + k));
        return unknown;
    }

    static Outcome Answer(Case one)
    {
        if (Given.Flag(one.Input, "work_in_days")) throw Stopped.Skipped("whole working days count 24 h there");
        if (Given.Has(one.Input, "years")) throw Stopped.Skipped("a deadline in years of working time has no counterpart here");
        return one.Kind switch
        {
            "local_to_instant" => Comparing.Of(one, new(LocalToInstant(one))),
            "schedule_valid" => Comparing.Of(one, new(new Dictionary<string, string> { ["valid"] = CalendarAnswers.Text(IsValid(one)) })),
            "ticket" => TicketAnswers.Answer(one),
            "elapsed" or "deadline" when Given.Has(one.Input, "ticket_events") => Comparing.Of(one, PausedAnswers.Of(one)),
            _ => Ask(one),
        };
    }

    static Outcome Ask(Case one)
    {
        var (agreement, problems) = Read(Translation.OfCalendar(one));
        if (agreement is not null) return Comparing.Of(one, CalendarAnswers.Of(one, agreement));
        // Who refuses the question gives no answer to it either.
        return one.Expected.TryGetProperty("error", out _) ? Comparing.Of(one, new(new Dictionary<string, string> { ["error"] = "true" })) : throw Stopped.Unreadable(problems);
    }

    static bool IsValid(Case one)
    {
        try
        {
            return Read(Translation.OfCalendar(one)).Agreement is not null;
        }
        catch (Stopped stopped) when (stopped.Outcome is Outcome.Failed)
        {
            return false;
        }
    }

    /// <summary>Reads a translation as any agreement is read.</summary>
    public static (Agreement? Agreement, string Problems) Read(Translation translation)
    {
        var parsed = AgreementFile.Parse("case.yaml", Encoding.UTF8.GetBytes(translation.Agreement));
        var errors = parsed.Problems.Where(p => p.Severity == Severity.Error).ToList();
        return errors.Count > 0 ? (null, string.Join("; ", errors)) : (parsed.Agreement, "");
    }

    static Dictionary<string, string> LocalToInstant(Case one)
    {
        var zone = Given.TextIf(one.Input, "timezone") ?? ScheduleText.ZoneOf(Translation.ScheduleOf(one));
        if (Given.LocalIn(Given.Text(one.Input, "local")) is not { } local || DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not { } clocks) return new() { ["error"] = "true", ["at"] = "none" };
        return new()
        {
            ["at"] = CalendarAnswers.Text(LocalTimes.InstantOf(local, clocks)),
            // Where no rule is agreed: a time that is skipped or happens twice is refused.
            ["error"] = CalendarAnswers.Text(LocalTimes.StrictInstantOf(local, clocks) is null),
        };
    }
}
