using System.CommandLine;
using System.Globalization;
using System.Text;
using NodaTime;
using Surety.Cli.Records;
using Surety.Cli.Servers;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Statements;

/// <summary><c>surety why</c>: a figure of a statement, opened down to clause and facts; of files, or of an agreement on a server.</summary>
internal static class WhyCommand
{
    static readonly Argument<string[]> Words = new("agreement clause") { Description = "The agreement (files or a folder), and last the name of a level, credit, right, duty or ladder, \"total\", \"imported\" for verdicts of other systems, or \"statements\". On a server that name alone: the agreement stands behind --space.", Arity = new(1, 100) };
    static readonly Option<string[]> Scope = new("--scope") { Description = "Only scopes with this label; may be repeated.", HelpName = "name=value" };
    static readonly Option<string?> Priority = new("--priority") { Description = "The same as --scope priority=…", HelpName = "priority" };
    static readonly Option<bool> All = new("--all") { Description = "Every part, however many there are; where silent, of a long list the worst and how many more." };
    static readonly Option<string?> Server = new(Api.Server.Name) { Description = "The server that keeps the agreement. Where silent: SURETY_SERVER, unless files are named.", HelpName = Api.Server.HelpName };
    static readonly Option<string?> Space = new(Record.SpaceOption.Name) { Description = "On a server: short name of the agreement. Where silent: the only one that you see.", HelpName = "name" };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("tree", "json");
        var why = new Verb(
            "why", "Opens a figure of a statement, down to the clause and the facts.",
            "surety why demo/ \"shop availability\" --period 2026-10", "surety why agreement.yaml response --facts tickets.jsonl --period 2026-10 --priority P1", "surety why demo/ total", "surety why demo/ total --language de", "surety why demo/ resolution --period 2026-10 -o json", "surety why total --period 2026-10 --server https://sla.example")
        {
            Words, Measured.FactsOption, Measured.Period, Measured.AsOf, Scope, Priority, All, Server, Api.KeyFile, Space, output, Verb.Json, EvaluateCommand.Language,
        };
        why.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return why;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var words = parsed.GetRequiredValue(Words);
        if (EvaluateCommand.LanguageOf(parsed, json ? "json" : "tree", session) is not { } language) return ExitCode.WrongUsage;
        var problems = new List<Problem>();
        var scope = ScopeLabels.Read(parsed.GetValue(Scope) ?? [], parsed.GetValue(Priority), problems);
        if (problems.Count > 0) return session.Refuse(problems);
        if (parsed.GetValue(Server) is not null || (words.Length == 1 && Api.ByEnvironment))
        {
            if (words.Length > 1) return session.Refuse($"On a server there are no files: surety why {(words[^1].Contains(' ', StringComparison.Ordinal) ? $"\"{words[^1]}\"" : words[^1])} --space NAME, and the server has the agreement and the facts.");
            if (parsed.GetValue(Measured.FactsOption) is { Length: > 0 }) return session.Refuse("--facts names files, and a server has the facts that were sent to it. Leave it out.");
            return await Api.RunAsync(session, parsed, api => OnServerAsync(session, api, parsed, words[0], json, language, cancellation), cancellation);
        }
        if (words.Length == 1) return session.Refuse("Of which agreement? Name its files or their folder, and behind them what is asked about: surety why agreement.yaml response.");
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
            foreach (var reason in InquiryText.Of(inquiry, session.Terminal.Width, parsed.GetValue(All), language))
            {
                Styled.Write(reason, session);
                session.Output.WriteLine();
            }
        return ExitCode.Ok;
    }

    static async Task<int> OnServerAsync(Session session, Api api, ParseResult parsed, string of, bool json, Language language, CancellationToken cancellation)
    {
        var (name, code) = await api.AgreementAsync(parsed.GetValue(Space), cancellation);
        if (name is null) return code;
        (var asked, code) = await StatementCommand.AskedAsync(session, api, name, parsed.GetValue(Measured.Period), parsed.GetValue(Measured.AsOf), cancellation);
        if (asked is not { } statement) return code;
        var query = new StringBuilder($"?of={Api.In(of)}&width={session.Terminal.Width.ToString(CultureInfo.InvariantCulture)}{(parsed.GetValue(All) ? "&all=true" : "")}{StatementCommand.In(language)}{statement.Query}");
        if (parsed.GetValue(Scope) is { Length: > 0 } scopes) query.Append(CultureInfo.InvariantCulture, $"&scope={Api.In(string.Join(',', scopes))}");
        if (parsed.GetValue(Priority) is { } priority) query.Append(CultureInfo.InvariantCulture, $"&priority={Api.In(priority)}");
        var answer = await api.GetAsync($"v1/agreements/{Api.In(name)}/statements/{statement.Period}/why{query}", cancellation, json ? "application/json" : "text/plain");
        if (!answer.IsDone) return StatementCommand.Told(api, answer);
        var text = Encoding.UTF8.GetString(answer.Bytes);
        session.Output.Write(json ? text : Session.Harmless(text));
        return ExitCode.Ok;
    }
}
