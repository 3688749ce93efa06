"""What operators say and do in further ordinary wordings, and who else may say sorry."""

from __future__ import annotations

import pytest

from tests.claims.reading import after_lead, read

LABELS: dict[str, list[str]] = {
    "no_comment": [
        "TikTok did not respond to a request for comment.",
        "TikTok did not immediately respond to our request.",
        "TikTok couldn't be reached for comment.",
        "TikTok could not immediately be reached.",
        "The company has not commented.",
        "The company has yet to comment publicly.",
        "The company had not explained the outage by Monday night.",
        "TikTok has said nothing about what went wrong.",
        "There has been no official statement from TikTok.",
        "Requests for comment went unanswered.",
        "A request for comment to TikTok was not returned.",
        "Emails to TikTok were not answered.",
        "TikTok turned down a request for comment.",
        "A spokeswoman for TikTok declined to comment.",
        "TikTok kept mum.",
        "TikTok has been tight-lipped.",
        "TikTok was not available for comment.",
        "We asked TikTok for comment but have not heard back.",
        "TikTok has been contacted for comment but had not replied by the time of publication.",
        "The company has so far made no public statement.",
        "TikTok's press office did not answer calls.",
        "TikTok would not be drawn on the cause.",
        "The operator has not acknowledged the outage.",
        "TikTok is keeping quiet.",
        "A TikTok spokesman would not elaborate.",
        "TikTok failed to respond.",
        "TikTok ignored our questions.",
        "From TikTok there was only silence.",
        "The company met questions with silence.",
        "TikTok refused to comment.",
    ],
    "apologised": [
        "TikTok said it was sorry for the disruption.",
        '"Sorry for the trouble," TikTok wrote.',
        '"We\'re sorry," the company said.',
        "TikTok offered an apology to its users.",
        "TikTok has issued an apology.",
        "TikTok posted an apology on its website.",
        "The company's chief executive, Ada Holt, has apologised.",
        "Ada Holt, TikTok's chief executive, said sorry.",
        "Chief executive Ada Holt bowed in apology.",
        'TikTok "sincerely regrets" the inconvenience.',
        "TikTok apologised unreservedly.",
        '"We know how frustrating this is, and we apologise," TikTok said.',
        "TikTok thanked users for their patience and apologised.",
        '"This is not the standard we hold ourselves to and we are sorry," TikTok said.',
        "TikTok made a public apology.",
        'A TikTok spokesperson told reporters: "We apologize for any inconvenience this may have caused."',
        '"My apologies," wrote chief executive Ada Holt.',
        "TikTok expressed regret over the outage.",
        "The status page carried an apology.",
        '"We messed up," TikTok said, "and we\'re sorry."',
    ],
    "acknowledged": [
        "TikTok said it was aware of the problem.",
        '"We are aware of an issue affecting the app," TikTok said.',
        "TikTok is aware that some users cannot log in.",
        '"We know some of you are having trouble," TikTok wrote.',
        "TikTok admitted that it had a problem.",
        "TikTok admits there is a major issue.",
        "TikTok owned up to the outage on its status page.",
        "TikTok's status page showed an outage.",
        'TikTok\'s status page listed a "partial outage".',
        "TikTok confirmed the outage in a post.",
        "The company confirmed the disruption.",
        "A TikTok spokesperson confirmed that services had been interrupted.",
        "TikTok acknowledged that logins were failing.",
        "TikTok recognised the problem.",
        '"We\'re experiencing technical difficulties," TikTok said.',
        '"We\'re currently experiencing an outage," TikTok said.',
        '"There is an issue with the app," TikTok said.',
        "TikTok said that users might see errors.",
        "TikTok said that a number of customers were unable to make calls.",
        "TikTok said its app was down.",
        "TikTok said its network was experiencing disruptions.",
        "TikTok said it had detected a fault.",
        "TikTok said it had been made aware of the problem.",
        "TikTok's support account said that it knew some people were struggling to log in.",
        '"You may be having trouble reaching us," TikTok tweeted.',
        "TikTok engineers admitted that logins were broken.",
        "TikTok said calls were failing.",
        "TikTok told customers that its app was unavailable.",
        "TikTok warned users of delays.",
        '"Some services are currently unavailable," a message on TikTok\'s website said.',
        "TikTok said that its systems were suffering from an outage.",
        "TikTok accepted that customers had been hit.",
    ],
    "investigating": [
        "TikTok said it was investigating.",
        "TikTok said it is looking into the matter.",
        '"We\'re looking into this," TikTok wrote.',
        "TikTok engineers are trying to find out what happened.",
        "TikTok has launched an internal inquiry.",
        "The cause is under investigation, TikTok said.",
        "TikTok is still working out what went wrong.",
        '"We are investigating reports of errors," the company said.',
        "TikTok said that it had begun a review.",
        "TikTok promised to find out why.",
        "The company said it was examining what had happened.",
        "TikTok said that its technical team was analysing the fault.",
        "TikTok is trying to get to the root of the problem.",
        "The incident was being investigated, TikTok said.",
        "TikTok said it was still trying to pin down the cause.",
        "TikTok said that engineers were studying the logs.",
        "TikTok said a post-mortem would follow.",
        "TikTok has called in outside experts to examine the failure.",
        "TikTok said it was checking its systems.",
    ],
    "fix_in_progress": [
        "TikTok said it was working on a fix.",
        '"We\'re on it," TikTok wrote.',
        '"Our team is on the case," the company said.',
        "TikTok said that its engineers were working to resolve the issue.",
        "TikTok said a fix was being rolled out.",
        "TikTok said a fix had been found.",
        "TikTok said it was implementing a fix.",
        "TikTok said a fix was on the way.",
        "TikTok said that it had identified the problem and was fixing it.",
        "TikTok said services were beginning to recover.",
        "TikTok said that services were slowly coming back.",
        "TikTok is bringing its servers back online.",
        "TikTok said it was restoring service region by region.",
        "TikTok has released a patch.",
        "TikTok has brought out new firmware.",
        "TikTok said that it had switched to a backup system.",
        "TikTok said it had rolled back a change.",
        "TikTok said it had gone back to an earlier configuration.",
        "TikTok said that it had isolated the fault.",
        "TikTok said that repairs were under way.",
        "TikTok was rushing to restore service.",
        "TikTok said everyone was working around the clock.",
        '"Our engineers are working as quickly as possible to get things back to normal," TikTok said.',
        "TikTok said it was making progress.",
        "TikTok said that it was taking steps to mitigate the impact.",
        '"We are actively working to restore full access," TikTok said.',
        "TikTok said it was deploying an update to fix the problem.",
        "TikTok said a change had been implemented.",
        "TikTok has sent engineers to the site.",
        "TikTok said some services had been restored and that it was working on the rest.",
        "TikTok said it was rerouting traffic.",
        "TikTok hopes to have everything fixed by the evening, and has staff working through the night.",
        "TikTok said it had found the cause and was correcting it.",
        "TikTok said restoration was in progress.",
        "TikTok vowed to fix the problem.",
    ],
    "restored": [
        "TikTok said the problem had been fixed.",
        "TikTok said service was back to normal.",
        "TikTok said that all services were restored.",
        '"We\'re back," TikTok wrote.',
        "TikTok said the app was up and running again.",
        "TikTok said the issue was resolved.",
        "TikTok says the outage is over.",
        "TikTok said that it had resolved the issue.",
        "TikTok said everything was working again.",
        "TikTok said that its app was running normally again.",
        '"The issue has now been resolved and all services are operating normally," TikTok said.',
        "TikTok said full service had been restored.",
        "TikTok declared the outage over.",
        "TikTok gave the all-clear.",
        "TikTok said operations had returned to normal.",
        "TikTok said systems had been fully recovered.",
        "TikTok said that 4G was up.",
        "Service has been restored.",
        "The app is working again.",
        "Things are back to normal.",
        "Normal service has resumed.",
        "The problem has since been fixed.",
        "The outage has been resolved.",
        "Services have since come back.",
        "TikTok is back online.",
        "Access was restored on Tuesday.",
        "Sales through the site resumed on Tuesday.",
        "The app later came back to life.",
        "TikTok said it had put the problem right.",
        "TikTok said normal service had been resumed.",
        "TikTok said all systems were go.",
        "TikTok said it was back in business.",
    ],
    "denied": [
        "TikTok denied that there was an outage.",
        "TikTok denied having any problems.",
        "TikTok said its network was working normally.",
        "TikTok said its services were running as usual.",
        "TikTok said it had no problems.",
        "TikTok said there were no problems with its app.",
        "TikTok insisted that its systems were fine.",
        "TikTok said its network was not affected.",
        '"Our network is operating normally," TikTok said.',
        "TikTok said it was not experiencing an outage.",
        "TikTok said it had found no fault with its network.",
        "TikTok said that its network was operating as expected.",
        "TikTok said that nothing was wrong.",
        "TikTok denied that anything was the matter with its systems.",
        "TikTok rejected reports of an outage.",
        '"We are not aware of any issues," TikTok said.',
        "TikTok said it was unaware of any problem.",
        "TikTok dismissed reports of an outage.",
        "TikTok said its service had not been interrupted.",
        '"Works for me," chief executive Ada Holt wrote.',
        "TikTok said that its network was performing well.",
        "TikTok said it had seen no disruption.",
        "TikTok said service was normal.",
    ],
}


@pytest.mark.parametrize(("label", "sentence"), [(name, text) for name, texts in LABELS.items() for text in texts])
def test_a_response_is_known_in_any_wording_and_no_other_with_it(label: str, sentence: str) -> None:
    assert {c.label for c in after_lead(sentence, "response")} == {label}


NONE = [
    "The site could not be reached from 5 to 7 p.m.",
    "TikTok has not said what caused the outage.",
    "TikTok gave no reason for the outage.",
    "TikTok has put out a post-mortem on the outage.",
    "TikTok said nothing of the kind.",
    "Users reported problems with the app.",
    "TikTok said that some 600 users were affected.",
    "TikTok is not investigating the outage.",
    "Users moved to rival Orbit, which had no problems.",
    "In the hours after it was up again, users posted jokes.",
    "The traffic was routed through scrubbing centres.",
    "A bug is behind the outage, an analyst said.",
    "Ada Holt, a customer, said sorry to her friends.",
    "Transport minister Ben Ray apologised to commuters.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_what_only_looks_like_a_response_is_none(sentence: str) -> None:
    assert after_lead(sentence, "response") == []


SORRY = [
    ("Ms Holt apologised again.", "Holt"),
    ("Holt added an apology of her own.", "Holt"),
    ('TikTok chief Ada Holt posted: "Sorry for the outage."', "Ada Holt"),
]


@pytest.mark.parametrize(("sentence", "source"), SORRY)
def test_a_person_who_is_sorry_speaks_for_the_operator(sentence: str, source: str) -> None:
    assert [(c.label, c.source) for c in after_lead(sentence, "response")] == [("apologised", source)]


def test_silence_is_the_operators_where_it_is_no_subject() -> None:
    for sentence in ("Requests for comment went unanswered.", "Emails to TikTok were not answered."):
        assert [(c.label, c.source) for c in after_lead(sentence, "response")] == [("no_comment", "TikTok")]


def test_a_quotation_in_the_first_person_is_the_operators() -> None:
    found = after_lead('"We\'re looking into it and apologise for the inconvenience."', "response")
    assert {c.label for c in found} >= {"investigating"}


def test_the_short_name_of_a_company_is_the_company() -> None:
    text = "CDK Global had an outage on Monday.\nCDK did not respond to our questions."
    assert [c.label for c in read(text, "response", title="CDK Global down")] == ["no_comment"]


def test_what_is_only_aimed_at_is_not_restored() -> None:
    found = after_lead('"We are working to get it back up and running," TikTok said.', "response")
    assert {c.label for c in found} == {"fix_in_progress"}


def test_part_of_the_service_is_not_restored_by_the_operators_word_either() -> None:
    assert after_lead("TikTok said that all but one of its regions had recovered.", "response") == []


def test_an_outlets_word_that_all_works_means_that_it_works_again() -> None:
    assert [c.label for c in after_lead("Everything was working normally this morning.", "response")] == ["restored"]


def test_an_operator_pronounces_its_service_back() -> None:
    found = after_lead("At 5.06pm TikTok pronounced its systems back to normal.", "response")
    assert [(c.label, c.source) for c in found] == [("restored", "TikTok")]


def test_both_are_the_two_that_were_named_last() -> None:
    text = "Telstra had an outage on Monday.\nThe rivals are Vodafone and Optus.\nBoth say their networks are fine."
    found = {(c.label, c.platform) for c in read(text, "response", title="Telstra down")}
    assert {("denied", "vodafone"), ("denied", "optus")} <= found


def test_who_says_the_same_denies_what_was_denied_before() -> None:
    text = "Verizon had an outage on Monday.\nAT&T said its network was operating normally. T-Mobile said the same."
    found = {(c.label, c.platform) for c in read(text, "response", title="Verizon down")}
    assert found == {("denied", "att"), ("denied", "t-mobile")}


def test_the_same_after_anything_else_is_no_denial() -> None:
    text = "Verizon had an outage on Monday.\nAT&T sells phones in Dallas. T-Mobile said the same."
    assert read(text, "response", title="Verizon down") == []
