using System.CommandLine;
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
        var inquiry = Inquiry.Of(statement, name, scope);
        if (inquiry.IsEmpty)
        {
            var nothing = Inquiry.Nothing(statement, measured.Versions.Newest, name, scope);
            session.Complain($"{nothing.Message}{(nothing.Mend is null ? "" : " " + nothing.Mend)}");
            return ExitCode.Error;
        }
        if (json) session.Output.Write(inquiry.Json);
        else
            foreach (var reason in Told(inquiry.Asked, inquiry.Opened, session.Terminal.Width, parsed.GetValue(All))) Write(reason, session);
        return ExitCode.Ok;
    }

    static IEnumerable<IEnumerable<TextLine>> Told(Statement asked, ValueList<Opening> opened, int width, bool all) => asked.Levels.Select(level => (IEnumerable<TextLine>)ReasonText.Of(asked, level, width, all))
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

    static void Write(IEnumerable<TextLine> lines, Session session)
    {
        Styled.Write(lines, session);
        session.Output.WriteLine();
    }
}
