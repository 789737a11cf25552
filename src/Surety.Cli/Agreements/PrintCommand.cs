using System.CommandLine;
using NodaTime;
using Surety.Agreements;
using Surety.Contract;
using Surety.Statements;

namespace Surety.Cli.Agreements;

/// <summary><c>surety print</c>: an agreement in plain sentences, for people who read and sign it.</summary>
internal static class PrintCommand
{
    public static Command Of(Session session)
    {
        var file = new Argument<string>("agreement") { Description = "A file; - is standard input." };
        var language = Verb.LanguageOption("the binding language of the agreement");
        var from = new Option<string?>("--from") { Description = "First day of the calendar of the next twelve months. Where silent: the day on which the version takes effect.", HelpName = "2026-01-01" };
        var output = Verb.OutputOption("html", "md");
        var print = new Verb(
            "print", "Prints an agreement in plain sentences, as a page or as Markdown.",
            "surety print agreement.yaml > agreement.html", "surety print agreement.yaml --language de -o md", "surety print agreement.yaml --from 2026-07-01")
        {
            file, language, from, output,
        };
        print.SetAction((parsed, cancellation) => parsed.GetValue(from) is not { } day ? RunAsync(session, parsed.GetRequiredValue(file), parsed.GetValue(language), null, parsed.GetValue(output)!, cancellation)
            : InstantText.Date("--from", day) switch
            {
                Result<LocalDate>.Ok ok => RunAsync(session, parsed.GetRequiredValue(file), parsed.GetValue(language), ok.Value, parsed.GetValue(output)!, cancellation),
                Result<LocalDate>.Refused refused => Task.FromResult(session.Refuse(refused.Problems)),
            });
        return print;
    }

    static async Task<int> RunAsync(Session session, string file, string? language, LocalDate? from, string output, CancellationToken cancellation)
    {
        switch (await AgreementSource.BytesAsync(file, session, cancellation))
        {
            case Result<ReadOnlyMemory<byte>>.Refused no:
                session.Complain(no.Problems);
                return ExitCode.Error;
            case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }:
                switch (PrintedContract.Of(file, bytes, await new LayerFiles([file], session).ForAsync(file, bytes, cancellation), language, from))
                {
                    case Result<PrintedContract>.Refused no:
                        session.Complain(no.Problems);
                        return ExitCode.Error;
                    case Result<PrintedContract>.Ok { Value: var contract }:
                        session.Output.Write(output == "md" ? ContractMarkdown.Of(contract) : ContractHtml.Of(contract));
                        if (contract.Questions.Count > 0) session.Say($"The print is a draft: {Display.Count(contract.Questions.Count, "question is", "questions are")} not answered yet. 'surety check' tells them.");
                        if (contract.Missing.Count > 0) session.Say($"The print has no sentence in this language for: {string.Join(", ", contract.Missing)}.");
                        return ExitCode.Ok;
                }
                break;
        }
        return ExitCode.Error;
    }
}
