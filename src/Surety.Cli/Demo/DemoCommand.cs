using System.CommandLine;
using System.Text;
using Surety.Cli.Servers;
using Surety.Cli.Statements;
using Surety.Metrics;
using Surety.Web;

namespace Surety.Cli.Demo;

/// <summary><c>surety demo</c>: a small provider and its customer, to look at and to play with.</summary>
internal static class DemoCommand
{
    const string AsOf = "2026-11-04T09:00:00Z";

    public static Command Of(Session session)
    {
        var folder = new Argument<string>("folder") { Description = "Where the files go; made where there is none.", DefaultValueFactory = _ => "surety-demo" };
        var serve = new Option<bool>("--serve") { Description = "Serve the demo instead: both parties, their agreement, signed, and what came in since, for a try of the API. Thrown away at the end." };
        var urls = new Option<string?>("--urls") { Description = $"Where it is served. Where silent: {ServerSettings.SilentUrl}, or another port where that is taken.", HelpName = "http://…" };
        var demo = new Verb("demo", "Writes an agreement and fourteen months of facts into a folder, and prints the last month's statement.", "surety demo", "surety demo /tmp/acme", "surety demo --serve")
        {
            folder, serve, urls,
        };
        demo.SetAction(async (parsed, cancellation) =>
        {
            if (!parsed.GetValue(serve)) return parsed.GetValue(urls) is null ? await RunAsync(session, parsed.GetValue(folder)!, cancellation) : session.Refuse("--urls needs --serve: nothing is served otherwise.");
            if (parsed.GetResult(folder) is { Tokens.Count: > 0 }) return session.Refuse("With --serve nothing is written that stays: name no folder.");
            if (parsed.GetValue(urls) is { } url && ServeCommand.Wrong(url, "listen") is { } wrong) return session.Refuse(wrong);
            return await DemoServer.RunAsync(session, parsed.GetValue(urls), TextOfAsync, cancellation);
        });
        return demo;
    }

    static async Task<int> RunAsync(Session session, string folder, CancellationToken cancellation)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(e => !IsOurs(Path.GetFileName(e))))
        {
            session.Complain($"The folder '{folder}' holds other files, and the demo would stand among them. Name a new folder: surety demo my-demo");
            return ExitCode.Error;
        }
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "facts"));
            foreach (var name in new[] { "northwind-acme.v1.yaml", "northwind-acme.v2.yaml" })
                await File.WriteAllTextAsync(Path.Combine(folder, name), await TextOfAsync(name, cancellation), cancellation);
            foreach (var (name, content) in DemoFacts.Files())
                await File.WriteAllTextAsync(Path.Combine(folder, "facts", name), content, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Complain($"The demo cannot be written to '{folder}': the disk or the system refused. Name another folder.");
            return ExitCode.Error;
        }
        session.Say($"Written to {folder}: two versions of an agreement (the amendment is of April 2026), facts of fourteen months.");
        var evaluate = new Command("evaluate") { new Argument<string[]>("agreement"), Measured.FactsOption, Measured.Period, Measured.Until, Measured.AsOf, Measured.RefusedRows };
        // The demo's today is the morning on which October's report is due, so that it reads the same whenever it is looked at.
        var (measured, code) = await Measured.ReadAsync([folder], evaluate.Parse([folder, "--period", "2026-10", "--as-of", AsOf]), session, TimeMeasure.MostOpened, cancellation);
        if (measured is null) return code;
        EvaluateCommand.Write(measured.Statements, "table", Language.English, session);
        Suggest(session, folder);
        return ExitCode.Ok;
    }

    static void Suggest(Session session, string folder)
    {
        session.Say("");
        session.Say("Try next:");
        session.Say($"  surety evaluate {folder} --period 2026-10 --as-of {AsOf}     this statement again");
        session.Say($"  surety why {folder} \"shop availability\" --period 2026-10     why this figure, down to the facts");
        session.Say($"  surety evaluate {folder} --period 2026-Q3 -o html > q3.html    the quarter as a page");
        session.Say($"  surety check {folder}     what the text leaves open");
        session.Say("  surety demo --serve     a server with both parties in it, to try the API");
        session.Say($"  surety deadline {folder} response --from 2026-10-23T16:30 --priority P1     when a ticket is due");
    }

    static bool IsOurs(string name) => name is "facts" or "northwind-acme.v1.yaml" or "northwind-acme.v2.yaml";

    static async Task<string> TextOfAsync(string name, CancellationToken cancellation)
    {
        await using var stream = typeof(DemoCommand).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellation);
    }
}
