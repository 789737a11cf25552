using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Every example of the guide is read, each put into the chapter that it is about.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public void Every_example_of_the_guide_is_read_without_errors()
    {
        var guide = File.ReadAllText(Source.File("docs", "guide", "language.md")).ReplaceLineEndings("\n");
        var examples = Fenced().Matches(guide).Select(m => m.Groups[1].Value).ToList();

        examples.Count.ShouldBeGreaterThanOrEqualTo(7);
        foreach (var example in examples)
        {
            var file = Around(example);
            AgreementFile.Parse("guide", Encoding.UTF8.GetBytes(file)).Problems.Where(p => p.Severity == Severity.Error).ShouldBeEmpty(file);
        }
    }

    /// <summary>Takes a chapter's place, or joins it, in an agreement that declares what the examples name.</summary>
    static string Around(string example)
    {
        var chapters = Frame.Split("\n\n").ToList();
        if (!example.StartsWith(' ')) return Joined(chapters.Where(c => Key(c) != Key(example)).Append(example));
        var key = Key(example.TrimStart());
        var chapter = chapters.FindIndex(c => c.StartsWith(key is "ladders" or "credits" or "rights" ? "escalation:" : key is "first response" or "news" or "path quality" ? "metrics:" : "scope:", StringComparison.Ordinal));
        var kept = chapters[chapter].Split("\n  ").Aggregate(new List<string>(), (parts, line) =>
        {
            if (line.StartsWith(' ')) parts[^1] += "\n  " + line; else parts.Add(line);
            return parts;
        });
        chapters[chapter] = string.Join("\n  ", kept.Where(k => !k.StartsWith($"{key}:", StringComparison.Ordinal))) + "\n" + example;
        return Joined(chapters);
    }

    static string Joined(IEnumerable<string> chapters) => string.Join("\n", chapters);

    static string Key(string text) => text[..text.IndexOf(':')];

    const string Frame = """
        surety: 1
        agreement: frame

        parties:
          provider:
            name: Northwind Services Ltd
            contacts:
              service manager: sm@northwind.example
              director: dir@northwind.example
          customer:
            name: Acme GmbH
            contacts:
              it lead: it@acme.example

        term:
          from: 2026-01-01
          to: 2027-12-31
          time zone: Europe/Berlin

        scope:
          values:
            uptime promise: 99.95 %
          calendars:
            support hours:
              open:
                mon-fri: 08:00-18:00
            berlin hours:
              open:
                mon-fri: 09:00-17:00
          workloads:
            tickets:
              forecast: 10 business days before
          services:
            web shop:
              fee: EUR 4000.00 per month
            network:
              fee: EUR 100.00 per month

        metrics:
          shop uptime:
            measures: availability
            of: web shop
            observed by: changes
          first response:
            measures: time
            from: opened
            to: first reply by provider

        service levels:
          shop availability:
            metric: shop uptime
            per: month
            target: at least the uptime promise
          response:
            metric: first response
            per: month
            target:
              priority P1: all within 15 min

        escalation:
          combined: added
        """;

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
