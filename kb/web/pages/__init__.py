"""The pages, one controller for each subject."""

from kb.web.pages.about import AboutController
from kb.web.pages.accounts import AccountsController
from kb.web.pages.asked import AskedController
from kb.web.pages.authority import AuthorityController
from kb.web.pages.checking import CheckingController
from kb.web.pages.comparing import ComparingController
from kb.web.pages.editing import EditingController
from kb.web.pages.home import HomeController
from kb.web.pages.links import LinkController
from kb.web.pages.own_account import OwnAccountController
from kb.web.pages.places import LibraryController, MapController
from kb.web.pages.practices import PracticesController
from kb.web.pages.proposing import ProposingController
from kb.web.pages.reviewing import PathController, QueueController
from kb.web.pages.schema import SchemaController
from kb.web.pages.search import SearchController
from kb.web.pages.second_factor import SecondFactorController
from kb.web.pages.signing_in import SigningInController
from kb.web.pages.suggestions import SuggestionsController
from kb.web.pages.vocabularies import VocabulariesController
from kb.web.pages.wish import WishController

PAGES = (
    HomeController,
    SearchController,
    SuggestionsController,
    PracticesController,
    LibraryController,
    MapController,
    ComparingController,
    WishController,
    ProposingController,
    QueueController,
    AskedController,
    PathController,
    AboutController,
    SchemaController,
    VocabulariesController,
    AuthorityController,
    SigningInController,
    EditingController,
    CheckingController,
    LinkController,
    OwnAccountController,
    SecondFactorController,
    AccountsController,
)
