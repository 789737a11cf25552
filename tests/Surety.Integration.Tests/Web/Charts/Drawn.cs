using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Backtests;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Web.Charts;
using Xunit;

namespace Surety.Integration.Tests.Web.Charts;

/// <summary>Figures for charts as a test writes them, and charts compared with files under Golden; <c>UPDATE_GOLDEN=1</c> rewrites those.</summary>
static class Drawn
{
    public static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public static Instant At(string local) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(local).Value.InZoneLeniently(Berlin).ToInstant();

    public static Window Month(int year, int month) => WindowRule.Month.At(new LocalDate(year, month, 1), Berlin);

    public static Comparison AtLeast(decimal percent) => new(new Limit(new Percentage(percent).Fraction, true), null, Unit.Percent, $"at least {percent} %");

    /// <summary>A month against a share.</summary>
    public static PeriodMark Share(int month, Verdict verdict, decimal? percent, decimal target = 99.9m, int year = 2026, bool counts = true) => new(
        $"{year}-{month:00}", Surety.Statements.Display.Window(Month(year, month)), verdict, percent is { } p ? new Figure.Share(new Percentage(p).Fraction) : null, percent is { } shown ? $"{shown} %" : "–", AtLeast(target), $"at least {target} %", counts);

    /// <summary>Stretches of a window, and all else good.</summary>
    public static TimeStrip Strip(Interval window, params (TimeKind Kind, string From, string Until)[] stretches)
    {
        var all = new List<TimeStretch>();
        var at = window.Start;
        foreach (var (kind, from, until) in stretches.OrderBy(s => s.From, StringComparer.Ordinal))
        {
            if (At(from) > at) all.Add(new(TimeKind.Good, at, At(from)));
            all.Add(new(kind, At(from), at = At(until)));
        }
        if (at < window.End) all.Add(new(TimeKind.Good, at, window.End));
        return new(Enum.GetValues<TimeKind>().Select(k => all.FindAll(s => s.Kind == k)).Select((of, k) => new TimeTotal((TimeKind)k, of.Aggregate(Duration.Zero, (sum, s) => sum + s.Length), of.Count, 0)).ToValueList(), all.ToValueList());
    }

    public static CurvePoint Tried(decimal percent, int missed, decimal? cost, bool isWritten = false) =>
        new($"at least {percent} %", isWritten, missed, new(12 - missed, missed, 0, 0, cost is { } amount ? [new Money(amount, new Currency("EUR"))] : [], [])) { Limit = new Figure.Share(new Percentage(percent).Fraction) };

    public static TargetCurve Curve(decimal? worst, params CurvePoint[] points) =>
        new("website is up", new TargetRow(Labels.None, false, new Target.Figure(AtLeast(99.9m)), default), Labels.None, points.ToValueList(), worst is { } share ? new Figure.Share(new Percentage(share).Fraction) : null);

    /// <summary>Whether markup is well formed, has each id once and no style or script of its own.</summary>
    public static XElement Read(string markup)
    {
        var read = XElement.Parse($"<page>{markup}</page>");
        var ids = read.Descendants().Attributes("id").Select(a => a.Value).ToList();
        ids.ShouldBeUnique();
        foreach (var named in read.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' '))) ids.ShouldContain(named);
        foreach (Match used in Regex.Matches(markup, @"url\(#([^)]+)\)")) ids.ShouldContain(used.Groups[1].Value);
        read.Descendants().Attributes().ShouldAllBe(a => a.Name != "style" && !a.Name.LocalName.StartsWith("on"));
        read.Descendants().ShouldAllBe(e => e.Name != "style" && e.Name != "script");
        foreach (var svg in read.Descendants("svg").Where(s => s.Attribute("role") is not null)) svg.Ancestors("figure").Elements("figcaption").ShouldHaveSingleItem().Value.ShouldNotBeEmpty();
        read.Descendants("svg").ShouldAllBe(s => (string?)s.Attribute("role") == "img" || (string?)s.Attribute("aria-hidden") == "true");
        read.Descendants("th").ShouldAllBe(t => t.Attribute("scope") != null);
        return read;
    }

    public static void ShouldMatch(string actual, string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Surety.slnx"))) folder = folder.Parent;
        if (folder is null) Assert.Skip("The source tree is not around.");
        var path = Path.Combine(folder.FullName, "tests", "Surety.Integration.Tests", "Web", "Charts", "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        actual.ShouldBe(File.ReadAllText(path), $"{name} differs; if that is right, run with UPDATE_GOLDEN=1 and read the diff.");
    }
}
