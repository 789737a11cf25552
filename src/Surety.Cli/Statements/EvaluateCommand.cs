using System.CommandLine;
using Surety.Metrics;
using Surety.Statements;

namespace Surety.Cli.Statements;

/// <summary><c>surety evaluate</c>: the statement of a period.</summary>
internal static class EvaluateCommand
{
    static readonly Argument<string[]> Agreements = new("agreement") { Description = "A file, the versions of one agreement, or a folder with both agreement and facts.", Arity = ArgumentArity.OneOrMore };
    static readonly Option<bool> Strict = new("--strict") { Description = "Leave with 1 if any row of facts was refused." };

    /// <summary>Words and numbers of a page or a text; what machines read and parties sign is in English for ever.</summary>
    public static readonly Option<string?> Language = Verb.LanguageOption("English. Of table and html");

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json", "html", "csv");
        var evaluate = new Verb(
            "evaluate", "Measures an agreement by facts and prints the statement of a period.",
            "surety evaluate agreement.yaml --facts october.jsonl --period 2026-10",
            "surety evaluate demo/",
            "surety evaluate v1.yaml v2.yaml --facts f/*.jsonl --period 2026-Q3 -o csv",
            "surety evaluate demo/ --period 2026-10 -o html > october.html",
            "surety evaluate demo/ --period 2026-10 -o html --language de > oktober.html")
        {
            Agreements, Measured.FactsOption, Measured.Period, Measured.Until, Measured.AsOf, output, Verb.Json, Language, Measured.RefusedRows, Strict,
        };
        evaluate.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) ? "json" : parsed.GetValue(output)!, cancellation));
        return evaluate;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, string form, CancellationToken cancellation)
    {
        if (LanguageOf(parsed, form, session) is not { } language) return ExitCode.WrongUsage;
        var (measured, code) = await Measured.ReadAsync(parsed.GetRequiredValue(Agreements), parsed, session, TimeMeasure.MostOpened, cancellation);
        if (measured is null) return code;
        Write(measured.Statements, form, language, session);
        return measured.Refused > 0 && parsed.GetValue(Strict) ? ExitCode.Error : ExitCode.Ok;
    }

    /// <summary>The language that was asked for; <c>null</c>: the form has none, and that has been told.</summary>
    public static Surety.Language? LanguageOf(ParseResult parsed, string form, Session session)
    {
        if (parsed.GetValue(Language) is not { } tag) return Surety.Language.English;
        if (form is "table" or "tree" or "html") return Surety.Language.Of(tag);
        session.Refuse($"--language is of pages and texts for people: a document in {form} has the words that machines read, in every language the same. Leave it out, or ask for -o html.");
        return null;
    }

    /// <summary>Prints statements in one of the forms.</summary>
    public static void Write(ValueList<Statement> statements, string form, Surety.Language language, Session session)
    {
        switch (form)
        {
            case "json": session.Output.WriteLine(statements.Count == 1 ? StatementJson.Of(statements[0]) : StatementJson.Of(statements)); break;
            case "html": session.Output.WriteLine(StatementHtml.Of(statements, language)); break;
            case "csv": StatementCsv.Write(statements, session.Output.Write); break;
            default:
                foreach (var statement in statements)
                {
                    Styled.Write(StatementText.Of(statement, language, session.Terminal.Width), session);
                    if (statements.Count > 1) session.Output.WriteLine();
                }
                break;
        }
    }
}
