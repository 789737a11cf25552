using System.Globalization;
using System.Text.RegularExpressions;

namespace Surety.Benchmarks.Tickets;

/// <summary>Peers in perl and node on the first tickets: all of them would take minutes. Their scripts lie in the folder `shared`.</summary>
static class Scripts
{
    /// <summary>Those that can be had, each with how it runs; the others are named.</summary>
    public static IEnumerable<(string Name, Func<(string Output, double Milliseconds)> Run)> Of(Options options, string folder, int count)
    {
        var (perl, node) = (Options.Shared("tools/peers/w2.pl"), Options.Shared("tools/peers/w2.cjs"));
        if (perl is not null && options.Peer("perl/usr/share/perl5") is { } modules)
            yield return ("perl Business::Hours 0.13, whole", () => Perl(modules, perl, folder, count));
        else Console.WriteLine("  skipped: perl Business::Hours is not there");
        if (node is not null && options.Peer("node_modules/moment-business-time") is not null)
            yield return ("npm moment-business-time 2.0.0, inside node", () => Node(options, node, folder, count));
        else Console.WriteLine("  skipped: moment-business-time is not there");
    }

    static (string, double) Perl(string modules, string script, string folder, int count)
    {
        var (output, took) = WholeProcess.Run("/usr/bin/env", [$"PERL5LIB={modules}", "perl", script, folder, "pre", $"{count}"]);
        return (output, took.Milliseconds);
    }

    static (string, double) Node(Options options, string script, string folder, int count)
    {
        var (output, errors, _) = WholeProcess.RunBoth("node", [script, folder, "moment", $"{count}"], options.Peer(""));
        return (output, double.Parse(Regex.Match(errors, @"tickets (\d+) ms").Groups[1].Value, CultureInfo.InvariantCulture));
    }
}
