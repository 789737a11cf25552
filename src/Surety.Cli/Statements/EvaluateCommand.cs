using System.CommandLine;
using Surety.Metrics;
using Surety.Statements;

namespace Surety.Cli.Statements;

/// <summary><c>surety evaluate</c>: the statement of a period.</summary>
internal static class EvaluateCommand
{
    static readonly Argument<string[]> Agreements = new("agreement") { Description = "A file, the versions of one agreement, or a folder with both agreement and facts.", Arity = ArgumentArity.OneOrMore };
    static readonly Option<bool> Strict = new("--strict") { Description = "Leave with 1 if any row of facts was refused." };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json", "html", "csv");
        var evaluate = new Verb(
            "evaluate", "Measures an agreement by facts and prints the statement of a period.",
            "surety evaluate agreement.yaml --facts october.jsonl --period 2026-10",
            "surety evaluate demo/",
            "surety evaluate v1.yaml v2.yaml --facts f/*.jsonl --period 2026-Q3 -o csv",
            "surety evaluate demo/ --period 2026-10 -o html > october.html")
        {
            Agreements, Measured.FactsOption, Measured.Period, Measured.Until, Measured.AsOf, output, Verb.Json, Measured.RefusedRows, Strict,
        };
        evaluate.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) ? "json" : parsed.GetValue(output)!, cancellation));
        return evaluate;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, string form, CancellationToken cancellation)
    {
        var (measured, code) = await Measured.ReadAsync(parsed.GetRequiredValue(Agreements), parsed, session, TimeMeasure.MostOpened, cancellation);
        if (measured is null) return code;
        Write(measured.Statements, form, session);
        return measured.Refused > 0 && parsed.GetValue(Strict) ? ExitCode.Error : ExitCode.Ok;
    }

    /// <summary>Prints statements in one of the forms.</summary>
    public static void Write(ValueList<Statement> statements, string form, Session session)
    {
        switch (form)
        {
            case "json": session.Output.WriteLine(statements.Count == 1 ? StatementJson.Of(statements[0]) : StatementJson.Of(statements)); break;
            case "html": session.Output.WriteLine(StatementHtml.Of(statements)); break;
            case "csv": StatementCsv.Write(statements, session.Output.Write); break;
            default:
                foreach (var statement in statements)
                {
                    Styled.Write(StatementText.Of(statement, session.Terminal.Width), session);
                    if (statements.Count > 1) session.Output.WriteLine();
                }
                break;
        }
    }
}
