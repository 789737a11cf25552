using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Tests.Trust;

/// <summary>docs/trust/asvs.md has every requirement once, and names what is there.</summary>
public sealed partial class AsvsTests
{
    sealed record Row(string Number, string Level, string Asked, string Held)
    {
        public bool IsNotDone => Held.StartsWith("**Not done**: ", StringComparison.Ordinal);

        public bool IsNotApplicable => Held.StartsWith("n/a because ", StringComparison.Ordinal);
    }

    static readonly string Page = File.ReadAllText(Source.File("docs", "trust", "asvs.md"));

    static readonly List<Row> Rows = [.. Page.Split('\n').Select(l => RowLine().Match(l)).Where(m => m.Success).Select(m => new Row(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, m.Groups[4].Value))];

    static readonly List<(string Path, string Text)> Sources = Files("src", "*.cs");

    static readonly List<(string Path, string Text)> Tests = Files("tests", "*.cs");

    static List<(string Path, string Text)> Files(string folder, string pattern) => [.. Directory.EnumerateFiles(Source.File(folder), pattern, SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(Source.Root, f).Replace('\\', '/'), File.ReadAllText(f)))];

    [Fact]
    public void Every_requirement_has_its_row_once_in_order_and_with_its_level()
    {
        var asked = File.ReadAllLines(Source.File("tests", "Surety.Tests", "Trust", "asvs-5.0.0.txt"));

        Rows.Select(r => $"{r.Number} {r.Level}").ShouldBe(asked);
        asked.Count(l => l[^1] is '1' or '2').ShouldBe(246);
        Page.Split('\n').Count(l => NumberInFront().IsMatch(l)).ShouldBe(Rows.Count, "a row has another form");
    }

    [Fact]
    public void Every_requirement_is_held_by_something_or_it_says_why_not()
    {
        foreach (var row in Rows)
        {
            row.Asked.ShouldNotBeNullOrWhiteSpace(row.Number);
            if (row.IsNotDone || row.IsNotApplicable) row.Held.Length.ShouldBeGreaterThan(20, row.Number);
            else (Named().IsMatch(row.Held) || Acceptance().IsMatch(row.Held)).ShouldBeTrue($"{row.Number} names nothing that holds it: {row.Held}");
        }
    }

    [Fact]
    public void It_counts_what_is_held_and_what_is_not()
    {
        string Of(Func<Row, bool> which) => Rows.Count(which).ToString(CultureInfo.InvariantCulture);
        Page.ShouldContain($"**{Of(r => !r.IsNotDone && !r.IsNotApplicable)} held, {Of(r => r.IsNotApplicable)} n/a, {Of(r => r.IsNotDone)} not done**");
    }

    [Fact]
    public void Every_test_and_every_place_that_it_names_is_there()
    {
        var harness = File.ReadAllText(Source.File("tests", "acceptance", "harness", "main.mjs"));
        foreach (var row in Rows)
        {
            foreach (Match name in Named().Matches(row.Held))
                if (name.Groups["path"] is { Success: true } path) (File.Exists(Source.File(path.Value)) || Directory.Exists(Source.File(path.Value))).ShouldBeTrue($"{row.Number}: {path.Value}");
                else Tests.Any(t => Regex.IsMatch(t.Text, $@"\bclass {name.Groups["class"].Value}\b") && t.Text.Contains($" {name.Groups["test"].Value}(", StringComparison.Ordinal)).ShouldBeTrue($"{row.Number}: {name.Value}");
            foreach (Match test in Acceptance().Matches(row.Held)) harness.ShouldContain($"test: '{test.Value}'", customMessage: row.Number);
        }
    }

    /// <summary>What the table says not to exist, and what nobody may write, by where it may stand all the same.</summary>
    [Theory]
    [InlineData(@"\bProcess\.Start\b|\bnew Process\b|\bProcessStartInfo\b", "")]
    [InlineData(@"\bSystem\.Xml\b|\bXmlReader\b|\bXDocument\b|\bXPath", "")]
    [InlineData(@"\bDirectoryServices\b|\bSmtpClient\b|\bMailMessage\b|\bWebSockets?\b", "")]
    [InlineData(@"\bnew Regex\(|\bRegex\.(IsMatch|Match|Matches|Replace|Split)\(", "src/Surety/Contract/ClauseWriter.cs")]
    [InlineData(@"\bCSharpScript\b|\bAssemblyBuilder\b|\bAssembly\.Load|\bDynamicMethod\b|\bBinaryFormatter\b", "")]
    [InlineData(@"\bHttpClient\b|\bWebRequest\b|\bTcpClient\b", "src/Surety.Cli/Servers/")]
    [InlineData(@"\bResults\.Redirect|\.Redirect\(", "")]
    [InlineData(@"CertificateCustomValidationCallback|CertificateValidationCallback|TrustServerCertificate", "")]
    [InlineData(@"\b(Aes|TripleDES|DES|RC2|MD5|SHA1|RSA)\b(?=[.( ]*(Create|HashData|\())", "")]
    [InlineData(@"(?<!')\bunsafe\b|\bDllImport\b|\bLibraryImport\b", "src/Surety.Cli/MappedFile.cs src/Surety.Cli/Servers/NativeMemory.cs src/Surety.Storage/Records/DurableFile.cs")]
    public void What_is_said_not_to_be_there_is_not_there(string pattern, string apart)
    {
        Sources.Count.ShouldBeGreaterThan(300);
        Sources.Where(s => Regex.IsMatch(s.Text, pattern) && !apart.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(a => s.Path.StartsWith(a, StringComparison.Ordinal))).Select(s => s.Path).ShouldBeEmpty();
    }

    [Fact]
    public void The_scripts_of_pages_do_nothing_that_is_not_said()
    {
        var scripts = Directory.EnumerateFiles(Source.File("src"), "*.js", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        scripts.ConvertAll(Path.GetFileName).ShouldBe(["passkeys.js", "surety.js"]);
        var script = string.Concat(scripts.Select(File.ReadAllText));

        foreach (var none in new[] { "eval(", "Function(", "postMessage", "document.write", "insertAdjacentHTML", "outerHTML", "sessionStorage", "indexedDB", "document.cookie", "http:", "https:", "import(", "WebSocket", "Object.assign", "__proto__" })
            script.ShouldNotContain(none);
        // What is compared is set nowhere.
        Regex.IsMatch(script, @"innerHTML\s*=[^=]").ShouldBeFalse();
        Regex.Matches(script, @"localStorage\.(get|set)Item\('([^']+)'").Select(m => m.Groups[2].Value).Distinct().ShouldBe(["surety-keys"]);
    }

    [Fact]
    public void No_expression_repeats_what_repeats()
    {
        var expressions = Sources.SelectMany(s => Expression().Matches(s.Text).Select(m => m.Groups[1].Value)).ToList();

        expressions.Count.ShouldBeGreaterThan(8);
        foreach (var expression in expressions) RepeatsWhatRepeats(expression).ShouldBeFalse(expression);
        foreach (var bad in new[] { "(a+)+", "(?:x(a*)b)*", "([a-z]+)*$", "(a{2,})+" }) RepeatsWhatRepeats(bad).ShouldBeTrue(bad);
        foreach (var good in new[] { "(?:,\\d{3})*", "([+*]\\+)*", "(a+)?", "a+b*" }) RepeatsWhatRepeats(good).ShouldBeFalse(good);
    }

    /// <summary>Whether a group that may come any number of times has something in it that may, too: then it takes time without bounds on what nearly fits.</summary>
    static bool RepeatsWhatRepeats(string expression)
    {
        // What is written with a sign before it, and sets of characters, stand for one character.
        var plain = Endless().Replace(OneCharacter().Replace(expression, "x"), "+");
        var open = new Stack<bool>();
        for (var i = 0; i < plain.Length; i++)
            if (plain[i] == '(') open.Push(false);
            else if (plain[i] is '*' or '+' && open.Count > 0 && Replaced(open)) continue;
            else if (plain[i] == ')')
            {
                var repeats = open.Pop();
                var isRepeated = i + 1 < plain.Length && plain[i + 1] is '*' or '+';
                if (repeats && isRepeated) return true;
                if ((repeats || isRepeated) && open.Count > 0) Replaced(open);
            }
        return false;

        static bool Replaced(Stack<bool> open)
        {
            open.Pop();
            open.Push(true);
            return true;
        }
    }

    [GeneratedRegex(@"^\| (\d+\.\d+\.\d+) \| L?(\d) \| (.+?) \| (.+) \|$")]
    private static partial Regex RowLine();

    [GeneratedRegex(@"^\| *\**\d+\.\d+\.\d+")]
    private static partial Regex NumberInFront();

    [GeneratedRegex(@"`(?:(?<path>(?:src|docs|tests)/[^`]+|Directory\.Build\.props)|(?<class>\w+(?:Tests|Contract|Properties))\.(?<test>\w+))`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\bT\d+[a-f]?(?: (?:served|guard|sheets))?")]
    private static partial Regex Acceptance();

    [GeneratedRegex("GeneratedRegex\\(@?\"([^\"]+)\"")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")]
    private static partial Regex OneCharacter();

    [GeneratedRegex(@"\{\d+,\}")]
    private static partial Regex Endless();
}
