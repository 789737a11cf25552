using System.CommandLine;
using Surety.Agreements;
using Surety.Cli.Agreements;
using Surety.Statements;

namespace Surety.Cli.Statements;

/// <summary><c>surety why</c>: a figure of a statement, opened down to clause and facts.</summary>
internal static class WhyCommand
{
    static readonly Argument<string[]> Words = new("agreement clause") { Description = "The agreement (files or a folder), and last the name of a level, credit, right, duty or ladder, \"total\", \"imported\" for verdicts of other systems, or \"statements\".", Arity = new(2, 100) };
    static readonly Option<string[]> Scope = new("--scope") { Description = "Only scopes with this label; may be repeated.", HelpName = "name=value" };
    static readonly Option<string?> Priority = new("--priority") { Description = "The same as --scope priority=…", HelpName = "priority" };
    static readonly Option<bool> All = new("--all") { Description = "Every part, however many there are; where silent, of a long list the worst and how many more." };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("tree", "json");
        var why = new Verb(
            "why", "Opens a figure of a statement, down to the clause and the facts.",
            "surety why demo/ \"shop availability\" --period 2026-10", "surety why agreement.yaml response --facts tickets.jsonl --period 2026-10 --priority P1", "surety why demo/ total", "surety why demo/ resolution --period 2026-10 -o json")
        {
            Words, Measured.FactsOption, Measured.Period, Measured.AsOf, Scope, Priority, All, output, Verb.Json,
        };
        why.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return why;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var words = parsed.GetRequiredValue(Words);
        var problems = new List<Problem>();
        var scope = ScopeLabels.Read(parsed.GetValue(Scope) ?? [], parsed.GetValue(Priority), problems);
        if (problems.Count > 0) return session.Refuse(problems);
        // Every ticket is opened: what a screen has no room for is left out where it is written.
        var (measured, code) = await Measured.ReadAsync(words[..^1], parsed, session, int.MaxValue, cancellation);
        if (measured is null) return code;
        var (name, statement) = (words[^1], measured.Statements[0]);
        var asked = Asked(statement, name, scope);
        var opened = Openings.Of(asked).Concat(name == DueDates.Statements ? [Openings.OfLife(statement)] : []).ToList();
        if (asked.Levels.Count + asked.Credits.Count + asked.Rights.Count + asked.Duties.Count + asked.Totals.Count + opened.Count == 0) return Nothing(session, measured, name, scope);
        if (json) session.Output.Write(StatementJson.Why(asked, opened));
        else
            foreach (var reason in Told(asked, opened, session.Terminal.Width, parsed.GetValue(All))) Write(reason, session);
        return ExitCode.Ok;
    }

    /// <summary>The statement with nothing but what a name and a scope mean.</summary>
    static Statement Asked(Statement statement, string name, Labels scope)
    {
        var credits = statement.Credits.Where(c => c.Remedy == name && c.Scope.Covers(scope)).ToValueList();
        return Asked(statement, name, scope, credits);
    }

    // A credit rests on the figure of a level, so that is opened with it, down to the facts.
    static Statement Asked(Statement statement, string name, Labels scope, ValueList<CreditLine> credits) => statement with
    {
        Levels = statement.Levels.Where(l => (l.Level == name && l.Scope.Covers(scope)) || Display.Level(l.Level, l.Scope) == name || credits.Any(c => (c.Level, c.Window, c.Scope) == (l.Level, l.Window, l.Scope))).ToValueList(),
        Credits = credits,
        Rights = statement.Rights.Where(r => r.Right == name).ToValueList(),
        Duties = statement.Duties.Where(d => d.Duty == name).ToValueList(),
        Totals = name == "total" ? statement.Totals : [],
        Caps = name == "total" ? statement.Caps : [],
        Imported = name == ImportedVerdicts.Name ? statement.Imported : [],
        Messages = statement.Messages.Where(m => m.Ladder == name && m.Scope.Covers(scope)).ToValueList(),
    };

    static IEnumerable<IEnumerable<TextLine>> Told(Statement asked, List<Opening> opened, int width, bool all) => asked.Levels.Select(level => (IEnumerable<TextLine>)ReasonText.Of(asked, level, width, all))
        .Concat(asked.Credits.Select(c => ($"{Wording.Credit(c)}: {Wording.Amount(c)}, {Wording.State(c).Words}", c.Why))
            .Concat(asked.Rights.Select(r => ($"{r.Right}: {Wording.Of(r.State).Word}, {Wording.Progress(r)}", r.Why)))
            .Concat(asked.Duties.Select(d => ($"{d.Duty}, {d.Period}: {Wording.Of(d.State).Word}, {Wording.Duty(d, asked.Zone)}", d.Why)))
            .Concat(asked.Totals.Select(t => (Wording.Total(t), t.Why)))
            .Concat(opened.Where(o => all || IsTold(o)).Select(o => (o.Heading, o.Why)))
            .Select(one => (IEnumerable<TextLine>)ReasonText.Of(one.Item1, one.Item2, asked, width, all)));

    // What a list above has told already, or what comes to nothing, is opened again only where everything is.
    static bool IsTold(Opening opening) => opening.Why.Value switch
    {
        Figure.Count => false,
        Figure.Share share => share.Value != Rational.One,
        Figure.Amount amount => amount.Value.Sign != 0,
        Figure.Number or Figure.Time or Figure.At or Figure.Words => true,
    };

    static int Nothing(Session session, Measured measured, string name, Labels scope)
    {
        var known = Known(measured.Versions.Newest);
        if (!known.Contains(name)) return AgreementSource.Unknown(session, "level, credit, right, duty or ladder", name, known);
        session.Complain($"The statement of {measured.Statements[0].Period.Name} has nothing of '{name}'{(scope == Labels.None ? "" : $" for {scope}")}: nothing was missed that it is about, no window of it ends in that period, or no scope fits.");
        return ExitCode.Error;
    }

    static void Write(IEnumerable<TextLine> lines, Session session)
    {
        Styled.Write(lines, session);
        session.Output.WriteLine();
    }

    static List<string> Known(Agreement agreement) =>
        [.. agreement.Levels.Select(l => l.Name).Concat(agreement.Escalation.Credits.Select(c => c.Name)).Concat(agreement.Escalation.Rights.Select(r => r.Name)).Concat(agreement.Duties.Select(d => d.Name)).Concat(agreement.Escalation.Ladders.Select(l => l.Name)).Append("total").Append(ImportedVerdicts.Name).Append(DueDates.Statements).Distinct()];
}
