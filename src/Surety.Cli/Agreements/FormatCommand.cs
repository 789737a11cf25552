using System.CommandLine;
using Surety.Agreements;

namespace Surety.Cli.Agreements;

/// <summary><c>surety fmt</c>: agreements in their canonical form, which is what is signed.</summary>
internal static class FormatCommand
{
    public static Command Of(Session session)
    {
        var files = new Argument<string[]>("agreement") { Description = "Files or folders; - is standard input, whose form goes to standard output.", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "Write nothing; list the files that are not in their canonical form, and end with 2 where there are any." };
        var hash = new Option<bool>("--hash") { Description = "Write nothing; print the SHA-256 of each canonical form, as sha256sum does." };
        var format = new Verb(
            "fmt", "Writes agreements in their canonical form: one order of keys, one spelling of phrases, one layout.",
            "surety fmt agreement.yaml", "surety fmt contracts/ --check", "surety fmt agreement.yaml --hash", "cat agreement.yaml | surety fmt -")
        {
            files, check, hash,
        };
        format.SetAction((parsed, cancellation) => parsed.GetValue(check) && parsed.GetValue(hash)
            ? Task.FromResult(session.Refuse("--check and --hash are two questions. Ask one of them."))
            : RunAsync(session, parsed.GetRequiredValue(files), parsed.GetValue(check), parsed.GetValue(hash), cancellation));
        return format;
    }

    static async Task<int> RunAsync(Session session, string[] paths, bool check, bool hash, CancellationToken cancellation)
    {
        var files = AgreementSource.FilesOf(paths);
        var layers = new LayerFiles(files, session);
        var (refused, changed) = (0, 0);
        foreach (var folder in paths.Where(p => Directory.Exists(p) && AgreementSource.FilesOf([p]).Count == 0)) refused += Refused(session, [AgreementSource.NoneIn(folder)]);
        foreach (var file in files)
        {
            switch (await FormAsync(file, layers, session, cancellation))
            {
                case Result<(ReadOnlyMemory<byte> Bytes, CanonicalText Form)>.Refused no:
                    refused += Refused(session, no.Problems);
                    break;
                case Result<(ReadOnlyMemory<byte> Bytes, CanonicalText Form)>.Ok { Value: var (bytes, form) }:
                    var differs = !bytes.Span.SequenceEqual(form.Bytes.Span);
                    if (hash) session.Line($"{form.Hash}  {file}");
                    else if (file == "-" && !check) session.Output.Write(form.Text);
                    else if (differs)
                    {
                        // Listed once it is done, so that whoever reads the list can rely on it.
                        if (!check && Written.Over(file, form.Bytes.Span) is { } problem) refused += Refused(session, [problem]);
                        else session.Line(file);
                    }
                    if (differs) changed++;
                    break;
            }
        }
        return refused > 0 ? ExitCode.Error : check && changed > 0 ? ExitCode.Changes : ExitCode.Ok;
    }

    static int Refused(Session session, IEnumerable<Problem> problems)
    {
        session.Complain(problems);
        return 1;
    }

    static async Task<Result<(ReadOnlyMemory<byte>, CanonicalText)>> FormAsync(string file, LayerFiles layers, Session session, CancellationToken cancellation) =>
        await AgreementSource.BytesAsync(file, session, cancellation) switch
        {
            Result<ReadOnlyMemory<byte>>.Refused no => new Result<(ReadOnlyMemory<byte>, CanonicalText)>.Refused(no.Problems),
            Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes } => CanonicalText.Of(file, bytes, await layers.ForAsync(file, bytes, cancellation)) switch
            {
                Result<CanonicalText>.Refused no => new Result<(ReadOnlyMemory<byte>, CanonicalText)>.Refused(no.Problems),
                Result<CanonicalText>.Ok ok => new Result<(ReadOnlyMemory<byte>, CanonicalText)>.Ok((bytes, ok.Value)),
            },
        };
}
