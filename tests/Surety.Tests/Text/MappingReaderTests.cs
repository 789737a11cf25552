using Shouldly;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Text;

public sealed class MappingReaderTests
{
    readonly Problems problems = new();

    [Fact]
    public void A_key_that_nobody_asked_for_is_refused_with_its_nearest()
    {
        var (reading, file) = Begin("titel: x\nscope:\n  services:\n    shop:\n      feee: 1\n");

        file.Optional("title").Text().ShouldBeNull();
        foreach (var (_, service) in file.Optional("scope").Mapping().Optional("services").Entries())
            service.Mapping().Optional("fee").Text();
        reading.Finish();

        Said().ShouldBe([
            "f:1:1: error key.unknown: The key 'titel' is not known here. Did you mean 'title'? Here may stand: title, scope.",
            "f:5:7: error key.unknown: The key 'feee' is not known here. Did you mean 'fee'? Here may stand: fee."]);
    }

    [Fact]
    public void Known_keys_are_remembered_with_their_path()
    {
        var (reading, file) = Begin("services:\n  shop:\n    fee: 1\nsteps:\n  - a: 1\n");

        foreach (var (_, service) in file.Optional("services").Entries()) service.Mapping().Optional("fee");
        foreach (var step in file.Optional("steps").Items()) step.Mapping().Has("a");

        reading.KnownKeys.OrderBy(k => k.Path, StringComparer.Ordinal).ShouldBe([
            new("", "services"), new("", "steps"), new("services", "*"), new("services/*", "fee"), new("steps/-", "a")]);
    }

    [Fact]
    public void A_missing_key_is_reported_where_its_mapping_stands_and_not_under_an_absent_one()
    {
        var (_, file) = Begin("scope:\n  a: 1\n");

        file.Required("scope").Mapping().Required("services").Entries();
        file.Optional("term").Mapping().Required("from").Text();

        Said().ShouldBe(["f:2:3: error key.missing: The key 'services' is missing here. Add a line 'services: …'."]);
    }

    [Fact]
    public void A_value_of_another_shape_is_reported()
    {
        var (_, file) = Begin("a: text\nb:\n  - x\nc:\n");

        file.Optional("a").Items().ShouldBeEmpty();
        file.Optional("a").Mapping().IsPresent.ShouldBeFalse();
        file.Optional("b").Text().ShouldBeNull();
        file.Optional("c").Text().ShouldBeNull();

        Said().ShouldBe([
            "f:1:4: error value.kind: Behind 'a' was expected: a list, each item on a line of its own after '- '. Found: the text 'text'.",
            "f:1:4: error value.kind: Behind 'a' was expected: lines 'key: value'. Found: the text 'text'.",
            "f:3:3: error value.kind: Behind 'b' was expected: a text. Found: a list.",
            "f:4:1: error value.missing: Nothing stands behind 'c', and a text was expected. Write the value, or remove the key."]);
    }

    [Fact]
    public void A_list_may_be_written_as_its_only_item()
    {
        var (_, file) = Begin("a: one\nb: [one, two]\nc: 5\n");

        file.Optional("a").Scalars().Select(s => s.Text).ShouldBe(["one"]);
        file.Optional("b").Scalars().Select(s => s.Text).ShouldBe(["one", "two"]);
        file.Optional("c").Phrases(p => p.TryWhole()).ShouldBe<ValueList<int>>([5]);
        problems.Count.ShouldBe(0);
    }

    [Fact]
    public void Keys_asked_for_by_name_are_not_among_the_others()
    {
        var (reading, file) = Begin("tier gold: 1\notherwise: 2\n");

        file.Optional("otherwise").Text().ShouldBe("2");
        file.Others().Select(o => o.Name.Text).ShouldBe(["tier gold"]);
        reading.Finish();

        problems.Count.ShouldBe(0);
    }

    (Reading, MappingReader) Begin(string yaml)
    {
        var reading = new Reading(problems, listsKeys: true);
        return (reading, reading.Begin(Tree.Parse("f", yaml).Root.ShouldNotBeNull()));
    }

    IEnumerable<string> Said() => problems.ToValueList().Select(p => p.ToString());
}
