using System.CommandLine;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Cli.Agreements;
using Surety.Cli.Statements;
using Surety.Clocks;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Cli.Clocks;

/// <summary><c>surety deadline</c>: when a clause falls due, and how that is found.</summary>
internal static class DeadlineCommand
{
    static readonly Argument<string> File = new("agreement") { Description = "A file or a folder with the versions of one agreement; - is standard input." };
    static readonly Argument<string?> Clause = new("clause") { Description = "Name of a level of time, a credit, a right or a duty, or \"statements\" or \"term notice\"; left out: they are listed.", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string?> From = new("--from") { Description = "The instant it counts from: a ticket was opened, an incident began; of a period, any instant in it. Now where silent.", HelpName = "instant" };
    static readonly Option<string?> Tier = new("--tier") { Description = "A tier in place of the customer's.", HelpName = "tier" };
    static readonly Option<string?> Priority = new("--priority") { Description = "The same as --scope priority=…", HelpName = "priority" };
    static readonly Option<string[]> Scope = new("--scope") { Description = "A label of the ticket; may be repeated.", HelpName = "name=value" };
    static readonly Option<string[]> Pause = new("--pause") { Description = "The clock stood still from one instant until another; may be repeated.", HelpName = "from/until" };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var deadline = new Verb(
            "deadline", "Computes when a clause falls due, with its working.",
            "surety deadline agreement.yaml",
            "surety deadline agreement.yaml response --from 2026-10-23T16:30 --priority P1",
            "surety deadline agreement.yaml response --from 2026-10-23T16:30 --pause 2026-10-26T09:00/2026-10-26T11:00",
            "surety deadline agreement.yaml \"service report\" --from 2026-10-15",
            "surety deadline agreement.yaml \"term notice\"")
        {
            File, Clause, From, Tier, Priority, Scope, Pause, output, Verb.Json,
        };
        deadline.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return deadline;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        if (await AgreementSource.ReadAsync([parsed.GetRequiredValue(File)], session, cancellation) is not { } versions) return ExitCode.Error;
        var question = Question(session, parsed, versions.Newest.Zone);
        if (question is Result<DueQuestion>.Ok asked && OutsideTerm(versions, asked.Value.From) is { } outside) session.Say(outside);
        return question switch
        {
            Result<DueQuestion>.Ok ok => Answer(session, parsed, versions.At(ok.Value.From), ok.Value, json),
            Result<DueQuestion>.Refused refused => session.Refuse(refused.Problems),
        };
    }

    static string? OutsideTerm(Versions versions, Instant from)
    {
        var (date, last) = (from.InZone(versions.Newest.Zone).Date, TermTime.Of(versions.Newest.Term).LastDay);
        return date < versions.All[0].Term.From || date > last
            ? $"{Display.Iso(date)} lies outside the term, {Display.Iso(versions.All[0].Term.From)} to {(last is { } to ? Display.Iso(to) : "no end")}: nothing is promised there."
            : null;
    }

    static Result<DueQuestion> Question(Session session, ParseResult parsed, DateTimeZone zone)
    {
        var problems = new List<Problem>();
        var from = Instant("--from", parsed.GetValue(From), zone, problems) ?? session.Now;
        if (parsed.GetValue(From) is null && parsed.GetValue(Clause) is not (null or DueDates.TermNotice)) session.Say($"From now: {Display.Instant(from, zone)}. Another instant stands behind --from.");
        var labels = ScopeLabels.Read(parsed.GetValue(Scope) ?? [], parsed.GetValue(Priority), problems);
        var pauses = new List<Interval>();
        foreach (var pause in parsed.GetValue(Pause) ?? [])
        {
            if (pause.Split('/') is not [var begin, var end])
                problems.Add(Usage("--pause", $"'{pause}' is no pause.", "Write where it begins and ends, like 2026-10-26T09:00/2026-10-26T11:00."));
            else if (Instant("--pause", begin, zone, problems) is { } start && Instant("--pause", end, zone, problems) is { } until)
            {
                if (until < start) problems.Add(Usage("--pause", $"'{pause}' ends before it begins.", null));
                else pauses.Add(new(start, until));
            }
        }
        return problems.Count > 0 ? new Result<DueQuestion>.Refused(problems.ToValueList()) : new Result<DueQuestion>.Ok(new(from, parsed.GetValue(Tier), labels, United(pauses)));
    }

    static ValueList<Interval> United(List<Interval> pauses)
    {
        var united = new List<Interval>();
        foreach (var pause in pauses.Where(p => p.Duration > Duration.Zero).OrderBy(p => p.Start))
        {
            if (united.Count > 0 && united[^1].End >= pause.Start) united[^1] = new(united[^1].Start, NodaTime.Instant.Max(united[^1].End, pause.End));
            else united.Add(pause);
        }
        return united.ToValueList();
    }

    static Instant? Instant(string source, string? text, DateTimeZone zone, List<Problem> problems)
    {
        if (text is null) return null;
        if (InstantText.Read(source, text, zone) is Result<Instant>.Ok ok) return ok.Value;
        problems.AddRange(((Result<Instant>.Refused)InstantText.Read(source, text, zone)).Problems);
        return null;
    }

    static Problem Usage(string source, string message, string? mend) => new(new(source, 0, 0), Severity.Error, "usage.value", message, mend);

    static int Answer(Session session, ParseResult parsed, Agreement agreement, DueQuestion question, bool json)
    {
        var names = DueDates.Names(agreement).ToList();
        if (parsed.GetValue(Clause) is not { } name)
        {
            if (json) session.Output.WriteLine(JsonText.Of(writer => { writer.WriteStartArray("clauses"); names.ForEach(writer.WriteStringValue); writer.WriteEndArray(); }));
            else names.ForEach(session.Line);
            return ExitCode.Ok;
        }
        if (question.Tier is { } tier && agreement.Scope.Tiers.Count > 0 && !agreement.Scope.Tiers.Contains(tier)) return AgreementSource.Unknown(session, "tier", tier, [.. agreement.Scope.Tiers]);
        if (!names.Contains(name) && DueDates.WhyNone(agreement, name) is { } why)
        {
            session.Complain($"'{name}' has no deadline: {why}. Those that have one: {string.Join(", ", names)}.");
            return ExitCode.Error;
        }
        if (!names.Contains(name)) return AgreementSource.Unknown(session, "clause with a deadline that is", name, names);
        var found = DueDates.Of(agreement, name, question).ToList();
        if (found.Count == 0)
        {
            session.Complain($"No row of '{name}' is for {(question.Labels == Labels.None ? "this customer" : question.Labels.ToString())}.");
            return ExitCode.Error;
        }
        if (json) session.Output.WriteLine(JsonText.Of(writer => Json(writer, agreement, question, found)));
        else
            for (var i = 0; i < found.Count; i++)
            {
                if (i > 0) session.Output.WriteLine();
                Styled.Write(Lines(found[i], agreement.Zone, session.Terminal.Width), session);
            }
        return ExitCode.Ok;
    }

    static IEnumerable<TextLine> Lines(DueDate due, DateTimeZone zone, int width) =>
    [
        .. TextLine.Wrap([new($"{Display.Level(due.Of, due.Scope)}: {due.What}", Tone.Strong)], width),
        .. TextLine.Wrap([new(When(due.At, zone), Tone.Strong), new(due.At.At is { } at ? InUtc(due, at) : "", Tone.Dim)], width),
        TextLine.Of(""),
        .. ReasonText.Of(due.At.Why, [], zone, width, all: true),
    ];

    static string When(Deadline due, DateTimeZone zone) =>
        due.At is not { } at ? "There is no such instant."
        : !due.Included && due.LastDate(zone) is { } last ? $"end of {Display.Day(last)} {zone.Id}"
        : Display.Instant(at, zone);

    static string InUtc(DueDate due, Instant at) => due.At.Included || due.IsBeginning ? $", {Display.InUtc(at)}" : $"; {Display.InUtc(at)} is too late";

    static void Json(Utf8JsonWriter json, Agreement agreement, DueQuestion question, List<DueDate> found)
    {
        json.WriteString("agreement", agreement.Id);
        json.WriteNumber("version", agreement.Version);
        json.WriteString("timeZone", agreement.Zone.Id);
        json.WriteString("from", Display.InUtc(question.From));
        json.WriteStartArray("deadlines");
        foreach (var due in found)
        {
            json.WriteStartObject();
            json.WriteString("of", $"{due.Of}: {due.What}");
            json.WriteString("kind", due.Kind);
            json.WriteStartObject("scope");
            foreach (var label in due.Scope.Items) json.WriteString(label.Name, label.Value);
            json.WriteEndObject();
            json.WriteString("due", due.At.At is { } at ? Display.InUtc(at) : null);
            json.WriteString("dueLocal", due.At.At is { } local ? Display.Instant(local, agreement.Zone) : null);
            json.WriteBoolean("dueIsInTime", due.At.Included);
            json.WriteString("lastDate", due.At.LastDate(agreement.Zone) is { } date ? Display.Iso(date) : null);
            json.WriteStartObject("clause");
            json.WriteString("path", due.Clause.Path);
            json.WriteString("file", due.Clause.At.File);
            json.WriteNumber("line", due.Clause.At.Line);
            json.WriteNumber("column", due.Clause.At.Column);
            json.WriteEndObject();
            Working(json, due.At.Why.Parts, agreement.Zone);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Working(Utf8JsonWriter json, ValueList<Reason> parts, DateTimeZone zone)
    {
        json.WriteStartArray("working");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString("sentence", part.Sentence);
            json.WriteString("value", part.Value is Figure.At at ? Display.InUtc(at.Value) : Display.Figure(part.Value, zone));
            if (part.Parts.Count > 0) Working(json, part.Parts, zone);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
