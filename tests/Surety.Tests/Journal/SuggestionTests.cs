using NodaTime;
using Shouldly;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

public sealed class SuggestionTests
{
    const string Anna = "person:per_anna", Ben = "person:per_ben", Key = "key:abc";

    static readonly Digest Text = Digest.Of("a text"u8);
    static readonly Instant Known = Instant.FromUtc(2026, 12, 1, 0, 0);

    Space? space;
    long seq;

    void Done(Recorded what, string? by = null)
    {
        var applied = Space.Apply(space, ++seq, Known, what, by);
        space = applied.ShouldBeOfType<Result<Space>.Ok>(applied is Result<Space>.Refused no ? no.Problems[0].Message : null).Value;
    }

    Problem Refused(Recorded what, string? by = null) => Space.Apply(space, seq + 1, Known, what, by).ShouldBeOfType<Result<Space>.Refused>().Problems[0];

    /// <summary>A space with a version in force: kept by one side, or signed by both.</summary>
    void Open(Side? keptBy)
    {
        Done(new Recorded.Opened("acme", SpaceKind.Agreement, keptBy));
        using var provider = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var customer = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var version = new Recorded.Proposed(1, new(2026, 1, 1), Text, [], "en", Text);
        Done(version);
        foreach (var (side, key) in keptBy is null ? [(Side.Provider, provider), (Side.Customer, customer)] : Array.Empty<(Side, System.Security.Cryptography.ECDsa)>())
        {
            var publicKey = key.ExportSubjectPublicKeyInfo().ToValueList();
            Done(new Recorded.KeyAdded(side, publicKey, null, []));
            Done(new Recorded.Signed(1, side, Digest.Of(publicKey.Span), key.SignData(SignedText.OfVersion("acme", 2, version, side), System.Security.Cryptography.HashAlgorithmName.SHA256).ToValueList()));
        }
    }

    static Recorded.Suggested Suggested(string name = "prp_1", Side side = Side.Provider, ProposalKind kind = ProposalKind.Exclusion) => new(name, side, kind, Text, Text);

    static Recorded.Answered Answered(ProposalAnswer answer, Side side, Consent? consent = null, string name = "prp_1") => new(name, side, answer, consent, null);

    static Recorded.Answered Accepted(Side side, Consent consent = Consent.OtherSide) => Answered(ProposalAnswer.Accepted, side, consent);

    [Fact]
    public void The_other_side_answers_and_once()
    {
        Open(null);
        Done(Suggested());

        Refused(Accepted(Side.Provider)).Code.ShouldBe("answer.side");
        Refused(Answered(ProposalAnswer.Refused, Side.Provider)).Code.ShouldBe("answer.side");
        Refused(Answered(ProposalAnswer.Accepted, Side.Customer)).Code.ShouldBe("answer.form");
        Refused(Answered(ProposalAnswer.Refused, Side.Customer, Consent.OtherSide)).Code.ShouldBe("answer.form");
        Refused(Accepted(Side.Customer, Consent.SecondPerson)).Code.ShouldBe("answer.form");
        Refused(Answered(ProposalAnswer.Accepted, Side.Customer, Consent.OtherSide, "prp_2")).Code.ShouldBe("answer.none");
        Done(Accepted(Side.Customer));
        space!.Suggestion("prp_1")!.Answer!.What.Consent.ShouldBe(Consent.OtherSide);
        Refused(Accepted(Side.Customer)).Code.ShouldBe("answer.twice");
        Refused(Answered(ProposalAnswer.Withdrawn, Side.Provider)).Code.ShouldBe("answer.twice");
    }

    [Fact]
    public void Whoever_proposed_it_takes_it_back_and_nobody_else()
    {
        Open(null);
        Done(Suggested());

        Refused(Answered(ProposalAnswer.Withdrawn, Side.Customer)).Code.ShouldBe("answer.side");
        Done(Answered(ProposalAnswer.Withdrawn, Side.Provider));
        Refused(Accepted(Side.Customer)).Code.ShouldBe("answer.twice");
    }

    [Fact]
    public void Where_one_side_keeps_the_agreement_alone_a_second_person_answers()
    {
        Open(Side.Provider);
        Refused(Suggested(side: Side.Customer)).Code.ShouldBe("proposal.alone");
        Done(Suggested(), Anna);

        Refused(Accepted(Side.Provider, Consent.SecondPerson), Anna).Code.ShouldBe("answer.person");
        Refused(Answered(ProposalAnswer.Refused, Side.Provider), Anna).Code.ShouldBe("answer.person");
        Refused(Accepted(Side.Customer), Ben).Code.ShouldBe("answer.side");
        Refused(Accepted(Side.Provider), Ben).Code.ShouldBe("answer.form");
        Done(Accepted(Side.Provider, Consent.SecondPerson), Ben);
    }

    [Fact]
    public void Whoever_writes_without_a_person_is_one_machine()
    {
        Open(Side.Customer);
        Done(Suggested(side: Side.Customer), null);

        Refused(Accepted(Side.Customer, Consent.SecondPerson), null).Message.ShouldContain("machine proposed prp_1, and a second person of the customer");
        Refused(Accepted(Side.Customer, Consent.SecondPerson), "key:other").Code.ShouldBe("answer.person");
        Done(Accepted(Side.Customer, Consent.SecondPerson), Anna);
    }

    [Fact]
    public void Whose_a_key_is_nobody_can_tell_so_that_it_is_no_second_person()
    {
        Open(Side.Customer);
        Done(Suggested(side: Side.Customer), Key);

        Refused(Accepted(Side.Customer, Consent.SecondPerson), Anna).Message.ShouldContain("nobody can tell whose key it is");
    }

    [Fact]
    public void What_stands_by_the_text_does_so_at_once()
    {
        Open(null);
        Done(Suggested());
        Done(Suggested("prp_2", kind: ProposalKind.Correction));

        Refused(Accepted(Side.Provider, Consent.Text)).Code.ShouldBe("answer.text");
        Refused(Answered(ProposalAnswer.Accepted, Side.Provider, Consent.Text, "prp_2")).Code.ShouldBe("answer.text");
        Done(Suggested("prp_3", kind: ProposalKind.Announcement));
        Refused(Answered(ProposalAnswer.Accepted, Side.Customer, Consent.Text, "prp_3")).Code.ShouldBe("answer.text");
        Done(Answered(ProposalAnswer.Accepted, Side.Provider, Consent.Text, "prp_3"));
    }

    [Fact]
    public void A_proposal_has_a_name_of_its_own_and_an_agreement_that_is_in_force()
    {
        Done(new Recorded.Opened("acme", SpaceKind.Agreement, null));
        Refused(Suggested()).Code.ShouldBe("proposal.not-in-force");
        (space, seq) = (null, 0);
        Done(new Recorded.Opened("platform-eu", SpaceKind.Feed, null));
        Refused(Suggested()).Code.ShouldBe("space.feed");
        (space, seq) = (null, 0);
        Open(null);

        foreach (var name in new[] { "", "1", "prp_", "prp_ä", "prp_a b", "prp_" + new string('a', 61), "PRP_1" }) Refused(Suggested(name)).Code.ShouldBe("proposal.name", name);
        Done(Suggested("prp_" + new string('a', 60)));
        Done(Suggested());
        Refused(Suggested(side: Side.Customer)).Code.ShouldBe("proposal.there");
    }

    [Fact]
    public void Reasons_of_proposals_and_answers_can_be_erased()
    {
        Open(null);
        Done(Suggested());
        Done(Answered(ProposalAnswer.Refused, Side.Customer) with { Reason = Text });
        Done(Suggested("prp_2") with { Reason = null });

        Done(new Recorded.Erased(seq - 2));
        Done(new Recorded.Erased(seq - 2));
        Refused(new Recorded.Erased(seq - 2)).Code.ShouldBe("erase.none");
        space!.Erasures.Count.ShouldBe(2);
    }

    /// <summary>Whatever is tried in whichever order: nothing is answered twice, by the wrong side or by the same person, and what was refused changes nothing.</summary>
    [Fact]
    public void In_any_order_each_proposal_has_at_most_one_answer_by_whoever_may_give_it()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            (space, seq) = (null, 0);
            Open(random.Next(3) switch { 0 => null, 1 => Side.Provider, _ => Side.Customer });
            var answers = 0;
            for (var i = 0; i < 60; i++)
            {
                var (name, side, by) = ($"prp_{random.Next(6)}", (Side)random.Next(2), random.Next(4) switch { 0 => null, 1 => Key, 2 => Anna, _ => Ben });
                Recorded what = random.Next(3) == 0 ? Suggested(name, side, (ProposalKind)random.Next(4)) : Answered((ProposalAnswer)random.Next(3), side, random.Next(4) is var c && c == 3 ? null : (Consent)c, name);
                var before = space!;
                if (Space.Apply(space, seq + 1, Known, what, by) is not Result<Space>.Ok { Value: var after })
                {
                    space.ShouldBe(before);
                    continue;
                }
                (space, seq) = (after, seq + 1);
                if (what is Recorded.Answered) answers++;
            }
            space!.Suggestions.Count(s => s.Answer is not null).ShouldBe(answers, $"seed {seed}");
            space.Suggestions.Select(s => s.What.Proposal).Distinct().Count().ShouldBe(space.Suggestions.Count);
            foreach (var suggestion in space.Suggestions.Where(s => s.Answer is not null))
            {
                var answer = suggestion.Answer!;
                var isOther = space.KeptBy is null ? answer.What.Side != suggestion.What.Side : Suggestion.PersonOf(answer.By) != Suggestion.PersonOf(suggestion.By);
                if (answer.What.Consent is Consent.OtherSide or Consent.SecondPerson || answer.What.Answer == ProposalAnswer.Refused) isOther.ShouldBeTrue($"seed {seed}");
                else answer.What.Side.ShouldBe(suggestion.What.Side, $"seed {seed}");
            }
        }
    }
}
