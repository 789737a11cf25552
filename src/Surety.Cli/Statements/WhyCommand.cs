using System.CommandLine;
using Surety.Agreements;
using Surety.Cli.Agreements;
using Surety.Statements;

namespace Surety.Cli.Statements;

/// <summary><c>surety why</c>: a figure of a statement, opened down to clause and facts.</summary>
internal static class WhyCommand
{
    static readonly Argument<string[]> Words = new("agreement clause") { Description = "The agreement (files or a folder), and last the name of a level, credit, right, duty, or \"total\".", Arity = new(2, 100) };
    static readonly Option<string[]> Scope = new("--scope") { Description = "Only scopes with this label; may be repeated.", HelpName = "name=value" };
    static readonly Option<string?> Priority = new("--priority") { Description = "The same as --scope priority=…", HelpName = "priority" };
    static readonly Option<bool> All = new("--all") { Description = "Every part, however many there are." };

    public static Command Of(Session session)
    {
        var why = new Verb(
            "why", "Opens a figure of a statement, down to the clause and the facts.",
            "surety why demo/ \"shop availability\" --period 2026-10", "surety why agreement.yaml response --facts tickets.jsonl --period 2026-10 --priority P1", "surety why demo/ total")
        {
            Words, Measured.FactsOption, Measured.Period, Measured.AsOf, Scope, Priority, All,
        };
        why.SetAction((parsed, cancellation) => RunAsync(session, parsed, cancellation));
        return why;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        var words = parsed.GetRequiredValue(Words);
        var problems = new List<Problem>();
        var scope = ScopeLabels.Read(parsed.GetValue(Scope) ?? [], parsed.GetValue(Priority), problems);
        if (problems.Count > 0) return session.Refuse(problems);
        var (measured, code) = await Measured.ReadAsync(words[..^1], parsed, session, cancellation);
        if (measured is null) return code;
        var statement = measured.Statements[0];
        var (name, width, all) = (words[^1], session.Terminal.Width, parsed.GetValue(All));
        var levels = statement.Levels.Where(l => (l.Level == name && l.Scope.Covers(scope)) || Display.Level(l.Level, l.Scope) == name).ToList();
        var reasons = statement.Credits.Where(c => c.Remedy == name && c.Scope.Covers(scope)).Select(c => c.Why)
            .Concat(statement.Rights.Where(r => r.Right == name).Select(r => r.Why))
            .Concat(statement.Duties.Where(d => d.Duty == name).Select(d => d.Why))
            .Concat(name == "total" ? statement.Totals.Select(t => t.Why) : []).ToList();
        foreach (var level in levels) Write(ReasonText.Of(statement, level, width, all), session);
        foreach (var reason in reasons) Write(ReasonText.Of(reason, statement.FactFiles, statement.Zone, width, all), session);
        if (levels.Count + reasons.Count > 0) return ExitCode.Ok;
        var known = Known(measured.Versions.Newest);
        if (!known.Contains(name)) return AgreementSource.Unknown(session, "level, credit, right or duty", name, known);
        session.Complain($"The statement of {statement.Period.Name} has nothing of '{name}'{(scope == Labels.None ? "" : $" for {scope}")}: nothing was missed that it is about, no window of it ends in that period, or no scope fits.");
        return ExitCode.Error;
    }

    static void Write(IEnumerable<TextLine> lines, Session session)
    {
        Styled.Write(lines, session);
        session.Output.WriteLine();
    }

    static List<string> Known(Agreement agreement) =>
        [.. agreement.Levels.Select(l => l.Name).Concat(agreement.Escalation.Credits.Select(c => c.Name)).Concat(agreement.Escalation.Rights.Select(r => r.Name)).Concat(agreement.Duties.Select(d => d.Name)).Append("total").Distinct()];
}
