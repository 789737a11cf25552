using System.CommandLine;
using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Cli.Agreements;
using Surety.Cli.Statements;
using Surety.Statements;

namespace Surety.Cli.Calendars;

/// <summary><c>surety calendar</c>: what a calendar of an agreement says.</summary>
internal static class CalendarCommand
{
    static readonly Argument<string> File = new("agreement") { Description = "A file; - is standard input." };
    static readonly Argument<string?> Name = new("calendar") { Description = "Its name; left out: all calendars are listed.", Arity = ArgumentArity.ZeroOrOne };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        output.Recursive = true;
        var json = new Option<bool>("--json") { Description = "The same as --output json.", Recursive = true };
        var calendar = new Verb(
            "calendar", "Open hours, working time and business days of a calendar in an agreement.",
            "surety calendar agreement.yaml",
            "surety calendar agreement.yaml \"support hours\" at 2026-10-01T09:00",
            "surety calendar agreement.yaml \"support hours\" open 2026-10-01 2026-10-08",
            "surety calendar agreement.yaml \"support hours\" between 2026-10-01T16:00 2026-10-05T10:00",
            "surety calendar agreement.yaml \"support hours\" add 2026-10-01T16:00 \"4 h\"",
            "surety calendar agreement.yaml \"support hours\" next-business-day 2026-10-03")
        {
            File, Name, output, json,
        };
        bool AsJson(ParseResult parsed) => parsed.GetValue(json) || parsed.GetValue(output) == "json";
        foreach (var question in CalendarQuestion.All)
        {
            var arguments = question.Arguments.Select(a => new Argument<string>(a.Name) { Description = a.Description }).ToList();
            var command = new Verb(question.Name, question.Description, question.Example);
            foreach (var argument in arguments) command.Arguments.Add(argument);
            command.SetAction((parsed, cancellation) => AskAsync(
                session, parsed.GetRequiredValue(File), parsed.GetValue(Name), AsJson(parsed), (asked, zone) => question.Ask(asked, zone, [.. arguments.Select(a => parsed.GetRequiredValue(a))]), cancellation));
            calendar.Subcommands.Add(command);
        }
        calendar.SetAction((parsed, cancellation) => parsed.GetValue(Name) is { } name
            ? AskAsync(session, parsed.GetRequiredValue(File), name, AsJson(parsed), (asked, _) => CalendarQuestion.At(asked, session.Now), cancellation)
            : ListAsync(session, parsed.GetRequiredValue(File), AsJson(parsed), cancellation));
        return calendar;
    }

    static async Task<int> ListAsync(Session session, string file, bool json, CancellationToken cancellation)
    {
        if (await AgreementSource.ReadAsync([file], session, cancellation) is not { } versions) return ExitCode.Error;
        var calendars = CalendarsOf(versions.At(session.Now));
        if (json)
        {
            session.Output.WriteLine(JsonText.Of(writer =>
            {
                writer.WriteStartArray("calendars");
                foreach (var calendar in calendars)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", calendar.Name);
                    writer.WriteString("timeZone", calendar.Zone.Id);
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            }));
            return ExitCode.Ok;
        }
        var width = calendars.Max(c => c.Name.Length);
        foreach (var calendar in calendars) session.Line($"{calendar.Name.PadRight(width)}  {calendar.Zone.Id}");
        session.Say($"Ask one of them: surety calendar {file} \"{calendars[0].Name}\" open {Display.Iso(session.Now.InZone(calendars[0].Zone).Date)} {Display.Iso(session.Now.InZone(calendars[0].Zone).Date.PlusDays(7))}");
        return ExitCode.Ok;
    }

    static async Task<int> AskAsync(
        Session session, string file, string? name, bool json, Func<BusinessCalendar, DateTimeZone, Result<CalendarAnswer>> ask, CancellationToken cancellation)
    {
        if (await AgreementSource.ReadAsync([file], session, cancellation) is not { } versions) return ExitCode.Error;
        var calendars = CalendarsOf(versions.At(session.Now));
        if (name is null) return session.Refuse("Which calendar? Its name stands behind the file.");
        if (calendars.FirstOrDefault(c => c.Name == name) is not { } calendar) return AgreementSource.Unknown(session, "calendar", name, [.. calendars.Select(c => c.Name)]);
        switch (ask(calendar, calendar.Zone))
        {
            case Result<CalendarAnswer>.Ok { Value: var answer }:
                if (json) session.Output.WriteLine(JsonText.Of(writer => { writer.WriteString("calendar", calendar.Name); writer.WriteString("timeZone", calendar.Zone.Id); answer.Json(writer); }));
                else Write(answer, calendar.Zone, session);
                return ExitCode.Ok;
            case Result<CalendarAnswer>.Refused refused:
                return session.Refuse(refused.Problems);
            case var other:
                throw new InvalidOperationException($"A result is neither: {other}.");
        }
    }

    static void Write(CalendarAnswer answer, DateTimeZone zone, Session session)
    {
        foreach (var line in answer.Lines) session.Line(line);
        if (answer.Why is { } why) Styled.Write([TextLine.Of(""), .. ReasonText.Of(why, [], zone, session.Terminal.Width, all: true)], session);
    }

    static List<BusinessCalendar> CalendarsOf(Agreement agreement)
    {
        var always = agreement.AroundTheClock;
        var all = agreement.Scope.Calendars.Append(agreement.Scope.BusinessDays).DistinctBy(c => c.Name).Where(c => c.Name != always.Name);
        return [.. all, always];
    }
}
