using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;

namespace Surety.Tests.Statements;

/// <summary>An agreement about one shop, in UTC from January 2026 on, of which a test writes the chapters that it is about; and what it says of February, of 28 days or 40,320 minutes.</summary>
static class SmallAgreement
{
    public static readonly Window February = WindowRule.Month.At(new LocalDate(2026, 2, 1), DateTimeZone.Utc);

    /// <param name="metrics">Lines of chapter 2, as the others without indentation.</param>
    /// <param name="levels">Chapter 3.</param>
    /// <param name="scope">What chapter 1 says beside the shop.</param>
    /// <param name="reporting">Chapter 4.</param>
    /// <param name="escalation">Chapter 5.</param>
    public static Versions Of(string metrics, string levels, string scope = "", string reporting = "", string escalation = "") => Read(Text(metrics, levels, scope, reporting, escalation));

    /// <summary>What is wrong with an agreement of one metric <c>m</c> and one level <c>l</c>.</summary>
    public static ValueList<Problem> ProblemsOf(string metric, string target, string escalation, string scope = "") =>
        AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(Text($"m:\n{Indented(metric)}", $"l:\n  metric: m\n  per: month\n  target: {target}", scope, "", escalation).ReplaceLineEndings("\n"))).Problems;

    /// <summary>The text of one metric <c>m</c> and one level <c>l</c> of it, for a test that changes more of it.</summary>
    public static string TextOfOne(string metric, string target, string escalation) =>
        Text($"m:\n{Indented(metric)}", $"l:\n  metric: m\n  per: month\n  target: {target}", "", "", escalation).ReplaceLineEndings("\n");

    static string Text(string metrics, string levels, string scope, string reporting, string escalation) => $"""
        surety: 1
        agreement: a
        parties:
          provider:
            name: P
            contacts:
              manager: m@p.example
          customer:
            name: C
            contacts:
              lead: l@c.example
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          services:
            shop:
              fee: EUR 1000.00 per month

        """ + Indented(scope) + Chapter("metrics", metrics) + Chapter("service levels", levels) + Chapter("reporting", reporting) + Chapter("escalation", escalation);

    /// <summary>One metric <c>m</c> and one level <c>l</c> of it.</summary>
    public static Versions OfOne(string metric, string target, string per = "month", string level = "", string scope = "", string escalation = "") =>
        Of($"m:\n{Indented(metric)}", $"l:\n  metric: m\n  per: {per}\n  target: {target}\n{Indented(level)}", scope, "", escalation);

    /// <summary>An agreement with an amendment: another one that takes its place.</summary>
    public static Versions Amended(this Versions first, string effective, Versions amendment) => ((Result<Versions>.Ok)Versions.Of([
        .. first.All, amendment.Newest with { Version = first.Newest.Version + 1, Effective = NodaTime.Text.LocalDatePattern.Iso.Parse(effective).Value, File = "later.yaml" }])).Value;

    public static Versions Read(string text)
    {
        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));
        parsed.Agreement.ShouldNotBeNull(string.Join("\n", parsed.Problems) + text);
        return ((Result<Versions>.Ok)Versions.Of([parsed.Agreement])).Value;
    }

    /// <summary>The statement of a period as somebody sees it at an instant.</summary>
    public static Statement StatementOf(this Versions versions, Window period, string asOf, params string[] facts) =>
        Evaluation.Of(versions, Fact.Read(facts).Build(Fact.At(asOf)), period.Time.End, Fact.At(asOf)).Statement(period);

    static string Chapter(string name, string text) => text.Length == 0 ? "" : $"{name}:\n{Indented(text)}";

    static string Indented(string text) => string.Concat(text.ReplaceLineEndings("\n").Split('\n').Where(l => l.Length > 0).Select(l => $"  {l}\n"));
}
