using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Xunit;

namespace Surety.Integration.Tests.Agreements;

public sealed class PrintCommandTests : IDisposable
{
    readonly Prompt prompt = new();

    [Fact]
    public async Task An_agreement_becomes_a_page_that_stands_alone()
    {
        var printed = await prompt.RunAsync("print", prompt.Write("a.yaml", Example.Agreement));

        printed.Code.ShouldBe(0);
        printed.Messages.ShouldBeEmpty();
        printed.Output.ShouldStartWith("<!doctype html>\n<html lang=\"en\" data-running=\"");
        printed.Output.ShouldSatisfyAllConditions(p => p.ShouldNotContain("<script"), p => p.ShouldNotContain("src="), p => p.ShouldNotContain("href="), p => p.ShouldContain("@media print"));
    }

    [Fact]
    public async Task The_hash_of_the_text_is_that_of_what_stands_above_it_and_that_of_the_file_is_what_fmt_says()
    {
        var file = prompt.Write("a.yaml", Example.Agreement);
        var text = (await prompt.RunAsync("print", file, "-o", "md")).Output;
        var form = (await prompt.RunAsync("fmt", file, "--hash")).Output[..64];

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text[..text.IndexOf("## Fingerprints\n", StringComparison.Ordinal)])));
        text.ShouldEndWith($"| the file of this agreement in its canonical form | `{form}` |\n| the text above this heading, as Markdown | `{hash}` |\n");
        (await prompt.RunAsync("print", file)).Output.ShouldSatisfyAllConditions(p => p.ShouldContain($"<dd>{form}</dd>"), p => p.ShouldContain($"<dd>{hash}</dd>"));
    }

    [Fact]
    public async Task What_it_stands_on_is_printed_in_its_place_with_its_hash()
    {
        var cut = Example.Agreement.IndexOf("scope:", StringComparison.Ordinal);
        var terms = prompt.Write("terms/gold.yaml", "surety: 1\nterms: gold\n" + Example.Agreement[cut..]);
        var text = (await prompt.RunAsync("print", prompt.Write("a.yaml", Example.Agreement[..cut] + "uses: gold terms 1\n"), "-o", "md")).Output;

        text.ShouldContain("## 5 Service levels");
        text.ShouldContain($"| gold terms 1 | `{(await prompt.RunAsync("fmt", terms, "--hash")).Output[..64]}` |");
    }

    [Fact]
    public async Task A_text_with_questions_is_printed_as_a_draft()
    {
        var printed = await prompt.RunAsync("print", prompt.Write("a.yaml", (await prompt.RunAsync("init", "it-support")).Output), "-o", "md", "--language", "de");

        printed.Code.ShouldBe(0);
        printed.Output.ShouldContain("**Entwurf: ");
        printed.Output.ShouldContain("## Noch nicht beantwortete Fragen\n");
        printed.Output.ShouldContain("| Zeile 13 | Who gives the support? |");
        printed.Messages.ShouldContain("The print is a draft: 13 questions are not answered yet.");
    }

    [Theory]
    [InlineData("--language fr", "--language cannot be 'fr' here. Expected: en, de.")]
    [InlineData("--from 2026-02-30", "--from: '2026-02-30' is no date of the calendar. Write it like 2026-10-01.")]
    [InlineData("-o pdf", "--output cannot be 'pdf' here. Expected: html, md.")]
    public async Task What_cannot_be_is_refused_with_what_can(string option, string sentence)
    {
        var printed = await prompt.RunAsync(["print", prompt.Write("a.yaml", Example.Agreement), .. option.Split(' ')]);

        printed.Messages.ShouldContain(sentence);
        printed.Output.ShouldBeEmpty();
        printed.Code.ShouldBe(64);
    }

    [Fact]
    public async Task The_calendar_begins_where_it_is_asked_to()
    {
        var file = prompt.Write("a.yaml", (await prompt.RunAsync("init", "it-support")).Output);

        (await prompt.RunAsync("print", file, "-o", "md", "--from", "2027-03-01")).Output.ShouldContain("(1 March 2027 – 29 February 2028)");
        (await prompt.RunAsync("print", file, "-o", "md", "--from", "2027-03-01", "--language", "de")).Output.ShouldContain("(1. März 2027 – 29. Februar 2028)");
    }

    [Fact]
    public async Task A_text_with_errors_has_no_print()
    {
        var printed = await prompt.RunAsync("print", prompt.Write("a.yaml", Example.Agreement.Replace("Europe/Berlin", "Europe/Berln", StringComparison.Ordinal)));

        printed.ShouldSatisfyAllConditions(p => p.Code.ShouldBe(1), p => p.Output.ShouldBeEmpty(), p => p.Messages.ShouldContain("error phrase.zone"));
    }

    public void Dispose() => prompt.Dispose();
}
